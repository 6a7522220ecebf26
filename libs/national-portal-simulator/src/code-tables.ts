import type { TextRecord } from './held-dossiers.js';

/** The portal's code tables by service; short, for tests and demonstration. */
export const CODE_TABLES: Record<string, TextRecord[]> = {
  LayDanhMucLinhVuc: [
    { MALINHVUC: 'G15-TP07', TENLINHVUC: 'Hộ tịch' },
    { MALINHVUC: 'G09-XD03', TENLINHVUC: 'Hoạt động xây dựng' },
  ],
  LayDanhMucCoQuan: [
    { MADONVI: 'H41', TENDONVI: 'Ủy ban nhân dân tỉnh' },
    { MADONVI: 'H41.14', TENDONVI: 'Sở Tư pháp' },
  ],
  LayDanhMucCapThucHien: [
    { CAPTHUCHIEN: '0', TENCAP: 'Cấp Bộ' },
    { CAPTHUCHIEN: '1', TENCAP: 'Cấp Tỉnh' },
    { CAPTHUCHIEN: '2', TENCAP: 'Cấp Xã' },
  ],
  LayDanhMucDoiTuong: [
    { MADOITUONG: '1', TENDOITUONG: 'Công dân Việt Nam' },
    { MADOITUONG: '2', TENDOITUONG: 'Người Việt Nam định cư ở nước ngoài' },
    { MADOITUONG: '3', TENDOITUONG: 'Doanh nghiệp' },
  ],
  LayDanhMucLoaiThuTuc: [
    { MALOAI: '1', TENLOAI: 'TTHC không được luật giao quy định chi tiết' },
    { MALOAI: '2', TENLOAI: 'TTHC được luật giao quy định chi tiết' },
  ],
};
