import {
  applyDecorators,
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Query,
  UseInterceptors,
} from '@nestjs/common';
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
  AccountNames,
  Clock,
  CurrentCaller,
  IdempotencyKey,
  languageOf,
  Roles,
  UuidParam,
  UuidPipe,
  type Caller,
  AcceptsIdempotencyKey,
  AcceptsIfMatch,
  IfMatch,
  ProblemResponses,
  RequestExample,
  AnswersVersion,
} from '@motcua/platform';
import { AcceptFeedback } from '../application/accept-feedback.js';
import { AnswerFeedback } from '../application/answer-feedback.js';
import { ExplainFeedbackDeadlines } from '../application/explain-feedback-deadlines.js';
import type { Changed, FeedbackCommand, FeedbackRecord } from '../application/feedbacks.js';
import { FileFeedback } from '../application/file-feedback.js';
import { ForwardFeedback } from '../application/forward-feedback.js';
import { ListFeedback } from '../application/list-feedback.js';
import { PublishFeedback } from '../application/publish-feedback.js';
import { ReadFeedbackHistory } from '../application/read-feedback-history.js';
import { ReadFeedback } from '../application/read-feedback.js';
import { ReadFiler } from '../application/read-filer.js';
import { RefuseFeedback } from '../application/refuse-feedback.js';
import { FILER_READERS, HANDLERS, readableBy, READERS, shownTo } from '../application/caller-scope.js';
import { FILING_ROLES, rolesFor, type FeedbackAction } from '../domain/actions.js';
import { deadlineExplanation, feedbackListItem, feedbackView, historyEntry } from './presenters.js';

/** What every change of a feedback item takes beside its body, and what it answers. */
const ChangesAFeedbackItem = (action: FeedbackAction) =>
  applyDecorators(
    HttpCode(200),
    Roles(...rolesFor(action)),
    FeedbackId(),
    AcceptsIfMatch(),
    AcceptsIdempotencyKey(),
    ApiOkResponse({ type: FeedbackView }),
  );

const FeedbackId = () => UuidParam('id', 'Id of the feedback item', '0198c2a4-7a00-7000-8000-0000000000f1');

@ApiTags('Feedback')
@ApiBearerAuth()
@Controller('feedback')
@UseInterceptors(AnswersVersion)
export class FeedbackController {
  constructor(
    private readonly accounts: AccountNames,
    private readonly fileFeedback: FileFeedback,
    private readonly acceptFeedback: AcceptFeedback,
    private readonly refuseFeedback: RefuseFeedback,
    private readonly forwardFeedback: ForwardFeedback,
    private readonly answerFeedback: AnswerFeedback,
    private readonly publishFeedback: PublishFeedback,
    private readonly listFeedback: ListFeedback,
    private readonly readFeedback: ReadFeedback,
    private readonly readFiler: ReadFiler,
    private readonly readHistory: ReadFeedbackHistory,
    private readonly explainDeadlines: ExplainFeedbackDeadlines,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Roles(...FILING_ROLES)
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
    summary: 'File a feedback item or petition (phản ánh, kiến nghị)',
    description:
      'A citizen files online; a portal files for its user, whose account it names; a one-stop officer records feedback from the counter, post or telephone. Name, address and telephone are required (Decree 20/2008/NĐ-CP Art. 8); the text is in Vietnamese.',
  })
  @ApiCreatedResponse({ type: FeedbackView })
  @ProblemResponses(400, 401, 403, 415, 422, 503)
  async file(
    @Body() body: FileFeedbackRequest,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackView> {
    // An account that a request names is called as it is when its own token comes.
    if (body.ownerSubject) body.ownerSubject = this.accounts.of(body.ownerSubject);
    const filed = await this.fileFeedback.execute({ caller, idempotencyKey, input: body });
    return this.view(filed, caller, language);
  }

  @Get()
  @Roles(...READERS)
  @ApiOperation({
    operationId: 'listFeedback',
    summary: 'List feedback',
    description:
      'Citizens list their own feedback items, portals those that they filed, officers those of their agency, procedure control and the reform office all. Names are masked.',
  })
  @ApiOkResponse({ type: FeedbackPage })
  @ProblemResponses(400, 401, 403)
  async list(@Query() query: ListFeedbackQuery, @CurrentCaller() caller: Caller): Promise<FeedbackPage> {
    const page = await this.listFeedback.execute({ query, caller });
    const now = this.clock.now();
    return { ...page, items: page.items.map((record) => feedbackListItem(shown(record, caller), now)) };
  }

  @Get(':id')
  @Roles(...READERS)
  @FeedbackId()
  @ApiOperation({
    operationId: 'getFeedback',
    summary: 'Read a feedback item',
    description: 'The person is masked; see `getFeedbackFiler`.',
  })
  @ApiOkResponse({ type: FeedbackView })
  @ProblemResponses(400, 401, 403, 404)
  async one(
    @Param('id', UuidPipe) id: string,
    @CurrentCaller() caller: Caller,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackView> {
    const read = await this.readFeedback.execute({ id, caller });
    const view = feedbackView(shown(read, caller), this.clock.now(), languageOf(language));
    return { ...view, dossierUnknown: read.dossierUnknown };
  }

  @Get(':id/filer')
  @Roles(...FILER_READERS)
  @FeedbackId()
  @ApiOperation({
    operationId: 'getFeedbackFiler',
    summary: 'Read the person behind a feedback item',
    description: 'Unmasked. Every reading is recorded with the reader and the purpose.',
  })
  @ApiOkResponse({ type: FilerView })
  @ProblemResponses(400, 401, 403, 404)
  filer(
    @Param('id', UuidPipe) id: string,
    @Query() query: ReadFilerQuery,
    @CurrentCaller() caller: Caller,
  ): Promise<FilerView> {
    return this.readFiler.execute({ id, purpose: query.purpose, caller });
  }

  @Get(':id/history')
  @Roles(...READERS)
  @FeedbackId()
  @ApiOperation({
    operationId: 'listFeedbackHistory',
    summary: 'Read the history of a feedback item',
    description: 'Append-only: each change with its instant, its state and whether it was late.',
  })
  @ApiOkResponse({ type: FeedbackHistory })
  @ProblemResponses(400, 401, 403, 404)
  async history(@Param('id', UuidPipe) id: string, @CurrentCaller() caller: Caller): Promise<FeedbackHistory> {
    const entries = await this.readHistory.execute({ id, caller });
    const showActors = caller.has(...HANDLERS);
    return { items: entries.map((entry) => historyEntry(entry, showActors)) };
  }

  @Get(':id/deadlines')
  @Roles(...READERS)
  @FeedbackId()
  @ApiOperation({
    operationId: 'explainFeedbackDeadlines',
    summary: 'Explain the deadlines of a feedback item',
    description: 'Each deadline of its state with the days that were skipped and by which rule.',
  })
  @ApiOkResponse({ type: FeedbackDeadlineExplanations })
  @ProblemResponses(400, 401, 403, 404, 422, 503)
  async deadlines(
    @Param('id', UuidPipe) id: string,
    @CurrentCaller() caller: Caller,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackDeadlineExplanations> {
    const { rulesId, items } = await this.explainDeadlines.execute({ id, caller });
    return { rulesId, items: items.map((item) => deadlineExplanation(item, languageOf(language))) };
  }

  @Post(':id/acceptance')
  @ChangesAFeedbackItem('accept')
  @RequestExample(AcceptFeedbackRequest, {})
  @ApiOperation({
    operationId: 'acceptFeedback',
    summary: 'Accept a feedback item',
    description:
      'The agency is competent and must answer, within a time that runs from its receipt of the feedback item.',
  })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  async accept(
    @Param('id', UuidPipe) id: string,
    @Body() body: AcceptFeedbackRequest,
    @IfMatch() ifMatch: number | undefined,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackView> {
    const command = commandOf(body, { id, ifMatch, caller, idempotencyKey });
    return this.view(await this.acceptFeedback.execute(command), caller, language);
  }

  @Post(':id/refusal')
  @ChangesAFeedbackItem('refuse')
  @RequestExample(RefuseFeedbackRequest, {
    reason: 'COMPLAINT_OR_DENUNCIATION',
    explanation: 'Nội dung là khiếu nại quyết định hành chính, thuộc trình tự của Luật Khiếu nại.',
  })
  @ApiOperation({
    operationId: 'refuseFeedback',
    summary: 'Refuse a feedback item with a reason',
    description: 'Complaints and denunciations are refused and the person is referred to the citizen reception office.',
  })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422)
  async refuse(
    @Param('id', UuidPipe) id: string,
    @Body() body: RefuseFeedbackRequest,
    @IfMatch() ifMatch: number | undefined,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackView> {
    const command = commandOf(body, { id, ifMatch, caller, idempotencyKey });
    return this.view(await this.refuseFeedback.execute(command), caller, language);
  }

  @Post(':id/forwarding')
  @ChangesAFeedbackItem('forward')
  @RequestExample(ForwardFeedbackRequest, {
    agencyCode: 'H41.27.05',
    explanation: 'Việc đăng ký khai sinh do UBND phường thực hiện.',
  })
  @ApiOperation({
    operationId: 'forwardFeedback',
    summary: 'Forward a feedback item to the competent agency',
    description:
      'Within five working days from receipt (Decree 20/2008/NĐ-CP Art. 9). The receiving agency becomes responsible, and only that agency sees the item.',
  })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  async forward(
    @Param('id', UuidPipe) id: string,
    @Body() body: ForwardFeedbackRequest,
    @IfMatch() ifMatch: number | undefined,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackView> {
    const command = commandOf(body, { id, ifMatch, caller, idempotencyKey });
    return this.view(await this.forwardFeedback.execute(command), caller, language);
  }

  @Post(':id/answer')
  @ChangesAFeedbackItem('answer')
  @RequestExample(AnswerFeedbackRequest, {
    answer: 'Bộ phận Một cửa xin lỗi vì trả kết quả chậm ba ngày; giấy khai sinh đã được chuyển tới ông.',
  })
  @ApiOperation({
    operationId: 'answerFeedback',
    summary: 'Answer an accepted feedback item',
    description: 'The filer receives the answer. The public reads only published text.',
  })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422, 503)
  async answer(
    @Param('id', UuidPipe) id: string,
    @Body() body: AnswerFeedbackRequest,
    @IfMatch() ifMatch: number | undefined,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackView> {
    const command = commandOf(body, { id, ifMatch, caller, idempotencyKey });
    return this.view(await this.answerFeedback.execute(command), caller, language);
  }

  @Post(':id/publication')
  @ChangesAFeedbackItem('publish')
  @RequestExample(PublishFeedbackRequest, {
    publishedContent: 'Người dân phản ánh việc trả kết quả đăng ký khai sinh chậm ba ngày so với ngày hẹn.',
    publishedAnswer: 'Cơ quan đã xin lỗi, trả kết quả và chấn chỉnh việc luân chuyển hồ sơ tại bộ phận Một cửa.',
  })
  @ApiOperation({
    operationId: 'publishFeedback',
    summary: 'Publish an answered feedback item',
    description:
      'In text written for the public (Decree 20/2008/NĐ-CP Art. 19). Refused while the text contains the name, address, telephone, e-mail or identity number of the filer.',
  })
  @ProblemResponses(400, 401, 403, 404, 409, 415, 422)
  async publish(
    @Param('id', UuidPipe) id: string,
    @Body() body: PublishFeedbackRequest,
    @IfMatch() ifMatch: number | undefined,
    @CurrentCaller() caller: Caller,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Headers('accept-language') language: string | undefined,
  ): Promise<FeedbackView> {
    const command = commandOf(body, { id, ifMatch, caller, idempotencyKey });
    return this.view(await this.publishFeedback.execute(command), caller, language);
  }

  /** A repetition is shown what was shown first, down to whether it was overdue then. */
  private view(changed: Changed, caller: Caller, language: string | undefined): FeedbackView {
    return feedbackView(shown(changed, caller), changed.at, languageOf(language));
  }
}

function shown({ feedback, filer }: FeedbackRecord, caller: Caller): FeedbackRecord {
  return { feedback: shownTo(readableBy(caller), feedback), filer };
}

/** The version that the body names goes before that of If-Match. */
function commandOf<Body extends { expectedVersion?: number }>(
  input: Body,
  { ifMatch, ...request }: Pick<FeedbackCommand<Body>, 'id' | 'caller' | 'idempotencyKey'> & { ifMatch?: number },
): FeedbackCommand<Body> {
  return { ...request, input, expectedVersion: input.expectedVersion ?? ifMatch };
}
