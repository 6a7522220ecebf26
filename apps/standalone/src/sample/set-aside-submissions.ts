/** The portal's codes of the two submissions that no dossier can be made of. */
export const SET_ASIDE = { toRetry: '000.00.00.G22-260820-000001', toRefuse: '000.00.00.G22-260820-000002' } as const;

/** Has citizens submit at the simulated portal with a kind of applicant that is not in the code table, which the province cannot read. */
export async function submitUnreadably(portalUrl: string): Promise<void> {
  for (const MaHoSo of Object.values(SET_ASIDE)) {
    const answer = await fetch(`${portalUrl}/simulator/submissions`, {
      method: 'POST',
      body: JSON.stringify({
        MaHoSo,
        MaTTHC: '1.001193',
        MaDonVi: 'H41.14',
        ChuHoSo: 'Nguyễn Văn Mẫu',
        LoaiDoiTuong: '9',
      }),
    });
    if (!answer.ok) throw new Error(`the simulated portal answered ${answer.status}`);
  }
}
