import type { SampleDossier, SampleOffice } from './dossier-acts.js';
import type { SampleClient } from './sample-client.js';
import { weekdayAt } from './sample-time.js';
import type { TimedAct } from './timeline.js';

type FeedbackDeed = 'file' | 'acceptance' | 'refusal' | 'answer' | 'publication';

interface FeedbackStory {
  name: string;
  title: string;
  content: string;
  deeds: [weekdaysAgo: number, time: string, deed: FeedbackDeed][];
}

/** A feedback item in each of its states, for every agency; the first ones wait for somebody to try an action on them. */
const FEEDBACK_STORIES: FeedbackStory[] = [
  {
    name: 'to-accept',
    title: 'Đề nghị hướng dẫn rõ thành phần hồ sơ',
    content: 'Bảng niêm yết ghi chưa rõ giấy tờ phải nộp, tôi phải đi lại hai lần để bổ sung.',
    deeds: [[1, '10:20', 'file']],
  },
  {
    name: 'to-refuse',
    title: 'Khiếu nại quyết định xử phạt',
    content: 'Tôi không đồng ý với quyết định xử phạt vi phạm hành chính và đề nghị xem xét lại quyết định đó.',
    deeds: [[1, '10:40', 'file']],
  },
  {
    name: 'to-forward',
    title: 'Chậm cấp giấy xác nhận cư trú',
    content: 'Tôi đã nộp hồ sơ xác nhận cư trú nhưng chưa được trả lời, đề nghị kiểm tra giúp.',
    deeds: [[1, '14:10', 'file']],
  },
  {
    name: 'to-answer',
    title: 'Thái độ tiếp nhận hồ sơ chưa niềm nở',
    content: 'Khi nộp hồ sơ tại bộ phận một cửa tôi phải chờ lâu và không được giải thích vì sao phải chờ.',
    deeds: [
      [5, '09:00', 'file'],
      [4, '09:30', 'acceptance'],
    ],
  },
  {
    name: 'to-publish',
    title: 'Trả kết quả chậm so với ngày hẹn',
    content: 'Hồ sơ của tôi được hẹn trả trong tuần trước nhưng đến nay mới nhận được kết quả.',
    deeds: [
      [8, '09:10', 'file'],
      [7, '09:30', 'acceptance'],
      [3, '15:00', 'answer'],
    ],
  },
  {
    name: 'published',
    title: 'Đề nghị tiếp nhận hồ sơ vào sáng thứ Bảy',
    content: 'Người lao động khó nghỉ việc trong tuần để nộp hồ sơ, đề nghị cơ quan tiếp nhận vào sáng thứ Bảy.',
    deeds: [
      [15, '08:50', 'file'],
      [14, '09:00', 'acceptance'],
      [9, '10:00', 'answer'],
      [8, '10:00', 'publication'],
    ],
  },
  {
    name: 'refused',
    title: 'Tố cáo hành vi của cá nhân',
    content: 'Tôi đề nghị xử lý hành vi vi phạm của một cá nhân trong tổ dân phố nơi tôi ở.',
    deeds: [
      [12, '09:20', 'file'],
      [11, '09:00', 'refusal'],
    ],
  },
];

const BODIES: Record<Exclude<FeedbackDeed, 'file'>, object> = {
  acceptance: {},
  refusal: {
    reason: 'COMPLAINT_OR_DENUNCIATION',
    explanation: 'Nội dung thuộc trình tự của pháp luật về khiếu nại, tố cáo.',
  },
  answer: { answer: 'Cơ quan đã kiểm tra, chấn chỉnh bộ phận một cửa và xin lỗi ông về sự chậm trễ này.' },
  publication: {
    publishedContent: 'Người dân phản ánh về việc tiếp nhận và trả kết quả tại bộ phận một cửa.',
    publishedAnswer: 'Cơ quan đã tiếp thu, chấn chỉnh và công khai thời gian tiếp nhận hồ sơ.',
  },
};

/** A feedback item of the sample, once it is filed. */
export interface SampleFeedback {
  id: string;
  code?: string;
  name: string;
  office: SampleOffice;
}

const FILER = {
  fullName: 'Nguyễn Văn An',
  address: 'Số 12 đường Lê Lợi, phường Trường Vinh',
  phone: '0912345678',
};

/** The stories of the feedback about one agency; `told` is filled as they are played. */
export function feedbackActs(
  office: SampleOffice,
  asOf: Date,
  client: SampleClient,
  told: SampleFeedback[],
): TimedAct[] {
  return FEEDBACK_STORIES.flatMap(({ name, title, content, deeds }) => {
    const feedback: SampleFeedback = { id: '', name, office };
    told.push(feedback);
    return deeds.map(([weekdaysAgo, time, deed]) => ({
      at: weekdayAt(asOf, weekdaysAgo, time),
      clocks: ['feedback-service'],
      run: async () => {
        const request = { service: 'feedback-service', key: `sample-${office.agencyCode}-${name}-${deed}` } as const;
        if (deed === 'file') {
          const body = { kind: 'BEHAVIOUR', title, content, filer: FILER, agencyCode: office.agencyCode };
          // 422 while the agency's record is on its way from the catalog.
          const filed = await client.send<{ id: string; code: string }>({
            ...request,
            as: 'citizen-an',
            path: '/feedback',
            body,
          });
          feedback.id = filed.id;
          feedback.code = filed.code;
          return;
        }
        await client.send({
          ...request,
          as: office.head,
          path: `/feedback/${feedback.id}/${deed}`,
          body: BODIES[deed],
        });
      },
    }));
  });
}

const ANSWERS: Record<string, { level: string; reason?: string }> = {
  early: { level: 'VERY_SATISFIED' },
  'early-at-the-counter': { level: 'SATISFIED' },
  late: { level: 'DISSATISFIED', reason: 'Trả kết quả chậm nhiều ngày so với giấy hẹn.' },
  rejected: { level: 'SATISFIED' },
};

/** What applicants say of their resolved dossiers, each on the weekday after the result was delivered. */
export function surveyActs(dossiers: readonly SampleDossier[], asOf: Date, client: SampleClient): TimedAct[] {
  return dossiers.flatMap((dossier) => {
    const answer = ANSWERS[dossier.story.name];
    if (!answer) return [];
    const [delivered] = dossier.story.deeds.at(-1)!;
    return [
      {
        at: weekdayAt(asOf, delivered - 1, '19:30'),
        clocks: ['feedback-service'],
        run: async () => {
          const token = await surveyTokenOf(dossier, client);
          const key = `sample-survey-${dossier.id}`;
          await client.send({ service: 'feedback-service', path: '/survey-answers', key, body: { token, ...answer } });
        },
      },
    ];
  });
}

/** The one-time token of a resolved dossier: the same one again where an interrupted start had been issued it. */
export async function surveyTokenOf({ id, story, office }: SampleDossier, client: SampleClient): Promise<string> {
  const { token } = await client.send<{ token: string }>({
    service: 'feedback-service',
    as: story.from === 'counter' ? office.officer : story.from,
    method: 'POST',
    path: `/surveys/${id}/token`,
    key: `sample-token-${id}`,
    // The event that the dossier is resolved may not have arrived yet.
    awaitBeyond: [404],
  });
  return token;
}
