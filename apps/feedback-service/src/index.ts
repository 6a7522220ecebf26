export { feedbackService } from './feedback-service.definition.js';
