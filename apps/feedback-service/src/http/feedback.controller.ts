import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  AcceptFeedbackRequest,
  AnswerFeedbackRequest,
  FeedbackDeadlineExplanations,
  FeedbackHistory,
  FeedbackPage,
  FeedbackView,
  FileFeedbackRequest,
  FilerView,
  ForwardFeedbackRequest,
  ListFeedbackQuery,
  PublishFeedbackRequest,
  ReadFilerQuery,
  RefuseFeedbackRequest,
} from '@motcua/contracts';
import {
  Clock,
  CurrentCaller,
  IdempotencyKey,
  languageOf,
  contentHash,
  Roles,
  UuidParam,
  UuidPipe,
  type Caller,
  AcceptsIdempotencyKey,
  AcceptsIfMatch,
  IfMatch,
  ProblemResponses,
  RequestExample,
  etagOf,
} from '@motcua/platform';
import type { FastifyReply } from 'fastify';
import { AcceptFeedback } from '../application/accept-feedback.js';
import { AnswerFeedback } from '../application/answer-feedback.js';
import { FileFeedback } from '../application/file-feedback.js';
import { ForwardFeedback } from '../application/forward-feedback.js';
import type { FeedbackRecord, Repetition } from '../application/ports.js';
import { PublishFeedback } from '../application/publish-feedback.js';
import { ReadFeedback } from '../application/read-feedback.js';
import { RefuseFeedback } from '../application/refuse-feedback.js';
import { rolesFor } from '../domain/feedback.js';
import { shownTo, visibilityOf } from '../application/visibility.js';
import { deadlineExplanation, feedbackListItem, feedbackView, historyEntry } from './presenters.js';

const OFFICERS = ['one-stop-officer', 'processing-officer', 'agency-head'] as const;
const READERS = ['applicant', ...OFFICERS, 'procedure-control', 'reform-office'] as const;
const FeedbackId = () => UuidParam('id', 'Id of the feedback', '0198c2a4-7a00-7000-8000-0000000000f1');

@ApiTags('Feedback')
@ApiBearerAuth()
@Controller('feedback')
export class FeedbackController {
  constructor(
    @Inject(FileFeedback) private readonly fileFeedback: FileFeedback,
    @Inject(AcceptFeedback) private readonly acceptFeedback: AcceptFeedback,
    @Inject(RefuseFeedback) private readonly refuseFeedback: RefuseFeedback,
    @Inject(ForwardFeedback) private readonly forwardFeedback: ForwardFeedback,
    @Inject(AnswerFeedback) private readonly answerFeedback: AnswerFeedback,
    @Inject(PublishFeedback) private readonly publishFeedback: PublishFeedback,
    @Inject(ReadFeedback) private readonly readFeedback: ReadFeedback,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  @Post()
  @Roles('applicant', 'one-stop-officer')
  @AcceptsIdempotencyKey()
  @RequestExample(FileFeedbackRequest, {
    kind: 'BEHAVIOUR',
    title: 'Chậm trả kết quả đăng ký khai sinh',
    content: 'Tôi nộp hồ sơ đăng ký khai sinh cho con nhưng đã quá ngày hẹn ba ngày mà chưa được trả kết quả.',
    filer: {
      fullName: 'Nguyễn Văn An',
      address: 'Số 12 đường Lê Lợi, phường Trường Vinh, tỉnh Nghệ An',
      phone: '0912 345 678',
    },
    agencyCode: 'H41.14',
    procedureCode: '1.001193',
  })
  @ApiOperation({
    operationId: 'fileFeedback',
    summary: 'File a feedback or petition (phản ánh, kiến nghị)',
    description:
      'A citizen files online; a one-stop officer writes down what came to the counter, by post or by telephone. Name, address and telephone are needed (Decree 20/2008/NĐ-CP Art. 8); the text is in Vietnamese.',
  })
  @ApiCreatedResponse({ type: FeedbackView })
  @ProblemResponses(400, 401, 403, 415, 422, 503)
  file(
    @Body() body: FileFeedbackRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackView> {
    return this.fileFeedback.execute(
      body,
      caller,
      repetition('feedback.file', key, body),
      this.present(language, caller),
    );
  }

  @Get()
  @Roles(...READERS)
  @ApiOperation({
    operationId: 'listFeedback',
    summary: 'List feedback',
    description:
      'A citizen lists what they filed, an officer what the own agency answers for, procedure control and reform office everything. Names are masked.',
  })
  @ApiOkResponse({ type: FeedbackPage })
  @ProblemResponses(400, 401, 403)
  async list(@Query() query: ListFeedbackQuery, @CurrentCaller() caller: Caller): Promise<FeedbackPage> {
    const page = await this.readFeedback.list(query, caller);
    const now = this.clock.now();
    return { ...page, items: page.items.map((record) => feedbackListItem(shown(record, caller), now)) };
  }

  @Get(':id')
  @Roles(...READERS)
  @FeedbackId()
  @ApiOperation({
    operationId: 'getFeedback',
    summary: 'Read one feedback',
    description: 'The person is masked; see `getFeedbackFiler`.',
  })
  @ApiOkResponse({ type: FeedbackView })
  @ProblemResponses(400, 401, 403, 404)
  async one(
    @Param('id', UuidPipe) id: string,
    @CurrentCaller() caller: Caller,
    @Headers('accept-language') language: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<FeedbackView> {
    const view = this.present(language, caller)(await this.readFeedback.one(id, caller));
    void reply.header('etag', etagOf(view)).header('cache-control', 'no-store');
    return view;
  }

  @Get(':id/filer')
  @Roles('applicant', ...OFFICERS, 'procedure-control')
  @FeedbackId()
  @ApiOperation({
    operationId: 'getFeedbackFiler',
    summary: 'Read the person behind a feedback',
    description: 'Unmasked. Every reading is recorded with the reader and the purpose.',
  })
  @ApiOkResponse({ type: FilerView })
  @ProblemResponses(400, 401, 403, 404)
  filer(
    @Param('id', UuidPipe) id: string,
    @Query() query: ReadFilerQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<FilerView> {
    return this.readFeedback.filer(id, query.purpose, caller);
  }

  @Get(':id/history')
  @Roles(...READERS)
  @FeedbackId()
  @ApiOperation({
    operationId: 'listFeedbackHistory',
    summary: 'What happened to a feedback',
    description: 'Append-only: each change with its instant, its state and whether it was late.',
  })
  @ApiOkResponse({ type: FeedbackHistory })
  @ProblemResponses(400, 401, 403, 404)
  async history(@Param('id', UuidPipe) id: string, @CurrentCaller() caller: Caller): Promise<FeedbackHistory> {
    const entries = await this.readFeedback.history(id, caller);
    const showActors = caller.has(...OFFICERS, 'procedure-control');
    return { items: entries.map((entry) => historyEntry(entry, showActors)) };
  }

  @Get(':id/deadlines')
  @Roles(...READERS)
  @FeedbackId()
  @ApiOperation({
    operationId: 'explainFeedbackDeadlines',
    summary: 'How the deadlines of a feedback come about',
    description: 'Each deadline of its state with the days that were skipped and by which rule.',
  })
  @ApiOkResponse({ type: FeedbackDeadlineExplanations })
  @ProblemResponses(400, 401, 403, 404, 422, 503)
  async deadlines(
    @Param('id', UuidPipe) id: string,
    @CurrentCaller() caller: Caller,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackDeadlineExplanations> {
    const { rulesId, items } = await this.readFeedback.deadlines(id, caller);
    return { rulesId, items: items.map((item) => deadlineExplanation(item, languageOf(language))) };
  }

  @Post(':id/acceptance')
  @HttpCode(200)
  @Roles(...rolesFor('accept'))
  @AcceptsIdempotencyKey()
  @AcceptsIfMatch()
  @FeedbackId()
  @RequestExample(AcceptFeedbackRequest, {})
  @ApiOperation({
    operationId: 'acceptFeedback',
    summary: 'Accept a feedback',
    description: 'The agency is competent and owes an answer, counted from when it received the feedback.',
  })
  @ApiOkResponse({ type: FeedbackView })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  accept(
    @Param('id', UuidPipe) id: string,
    @Body() body: AcceptFeedbackRequest,
    @IfMatch() ifMatch: number | undefined,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackView> {
    const again = repetition(`feedback.accept:${id}`, key, body);
    return this.acceptFeedback.execute(
      id,
      { expectedVersion: ifMatch, ...body },
      caller,
      again,
      this.present(language, caller),
    );
  }

  @Post(':id/refusal')
  @HttpCode(200)
  @Roles(...rolesFor('refuse'))
  @AcceptsIdempotencyKey()
  @AcceptsIfMatch()
  @FeedbackId()
  @RequestExample(RefuseFeedbackRequest, {
    reason: 'COMPLAINT_OR_DENUNCIATION',
    explanation: 'Nội dung là khiếu nại quyết định hành chính, thuộc trình tự của Luật Khiếu nại.',
  })
  @ApiOperation({
    operationId: 'refuseFeedback',
    summary: 'Refuse a feedback with a reason',
    description: 'A complaint or denunciation is refused here and the person sent to the citizen reception service.',
  })
  @ApiOkResponse({ type: FeedbackView })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422)
  refuse(
    @Param('id', UuidPipe) id: string,
    @Body() body: RefuseFeedbackRequest,
    @IfMatch() ifMatch: number | undefined,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackView> {
    const again = repetition(`feedback.refuse:${id}`, key, body);
    return this.refuseFeedback.execute(
      id,
      { expectedVersion: ifMatch, ...body },
      caller,
      again,
      this.present(language, caller),
    );
  }

  @Post(':id/forwarding')
  @HttpCode(200)
  @Roles(...rolesFor('forward'))
  @AcceptsIdempotencyKey()
  @AcceptsIfMatch()
  @FeedbackId()
  @RequestExample(ForwardFeedbackRequest, {
    agencyCode: 'H41.27.05',
    explanation: 'Việc đăng ký khai sinh do UBND phường thực hiện.',
  })
  @ApiOperation({
    operationId: 'forwardFeedback',
    summary: 'Forward a feedback to the competent agency',
    description:
      'Within five working days from receipt (Decree 20/2008/NĐ-CP Art. 9). The other agency answers for it from now on, and alone sees it.',
  })
  @ApiOkResponse({ type: FeedbackView })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  forward(
    @Param('id', UuidPipe) id: string,
    @Body() body: ForwardFeedbackRequest,
    @IfMatch() ifMatch: number | undefined,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackView> {
    const again = repetition(`feedback.forward:${id}`, key, body);
    return this.forwardFeedback.execute(
      id,
      { expectedVersion: ifMatch, ...body },
      caller,
      again,
      this.present(language, caller),
    );
  }

  @Post(':id/answer')
  @HttpCode(200)
  @Roles(...rolesFor('answer'))
  @AcceptsIdempotencyKey()
  @AcceptsIfMatch()
  @FeedbackId()
  @RequestExample(AnswerFeedbackRequest, {
    answer: 'Bộ phận Một cửa xin lỗi vì trả kết quả chậm ba ngày; giấy khai sinh đã được chuyển tới ông.',
  })
  @ApiOperation({
    operationId: 'answerFeedback',
    summary: 'Answer an accepted feedback',
    description: 'The answer goes to the person; the public reads only what is published.',
  })
  @ApiOkResponse({ type: FeedbackView })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  answer(
    @Param('id', UuidPipe) id: string,
    @Body() body: AnswerFeedbackRequest,
    @IfMatch() ifMatch: number | undefined,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackView> {
    const again = repetition(`feedback.answer:${id}`, key, body);
    return this.answerFeedback.execute(
      id,
      { expectedVersion: ifMatch, ...body },
      caller,
      again,
      this.present(language, caller),
    );
  }

  @Post(':id/publication')
  @HttpCode(200)
  @Roles(...rolesFor('publish'))
  @AcceptsIdempotencyKey()
  @AcceptsIfMatch()
  @FeedbackId()
  @RequestExample(PublishFeedbackRequest, {
    publishedContent: 'Người dân phản ánh việc trả kết quả đăng ký khai sinh chậm ba ngày so với ngày hẹn.',
    publishedAnswer: 'Cơ quan đã xin lỗi, trả kết quả và chấn chỉnh việc luân chuyển hồ sơ tại bộ phận Một cửa.',
  })
  @ApiOperation({
    operationId: 'publishFeedback',
    summary: 'Publish an answered feedback',
    description:
      "In words written for the public (Decree 20/2008/NĐ-CP Art. 19). Refused while they hold the person's name, address, telephone, e-mail or identity number.",
  })
  @ApiOkResponse({ type: FeedbackView })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422)
  publish(
    @Param('id', UuidPipe) id: string,
    @Body() body: PublishFeedbackRequest,
    @IfMatch() ifMatch: number | undefined,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() key: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackView> {
    const again = repetition(`feedback.publish:${id}`, key, body);
    return this.publishFeedback.execute(
      id,
      { expectedVersion: ifMatch, ...body },
      caller,
      again,
      this.present(language, caller),
    );
  }

  private present(acceptLanguage: string | undefined, caller: Caller): (record: FeedbackRecord) => FeedbackView {
    const now = this.clock.now();
    return (record) => feedbackView(shown(record, caller), now, languageOf(acceptLanguage));
  }
}

function repetition(operation: string, key: string | undefined, body: object): Repetition {
  return { operation, key, requestHash: contentHash(body) };
}

function shown({ feedback, filer }: FeedbackRecord, caller: Caller): FeedbackRecord {
  return { feedback: shownTo(visibilityOf(caller), feedback), filer };
}
