import { runService } from '@motcua/platform';
import { feedbackService } from './feedback-service.definition.js';

await runService(feedbackService);
