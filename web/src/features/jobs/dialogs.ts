/** What lies over the page of a job now and then. One file of the build: whoever needs one of them may need another. */

export { ConflictDialog } from './ConflictDialog';
export { RecoveryDialog } from './RecoveryDialog';
export { SubmitDialog } from './SubmitDialog';
