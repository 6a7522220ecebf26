export { feedbackService } from './feedback-service.definition.js';
export { FeedbackServiceConfig } from './config.js';
