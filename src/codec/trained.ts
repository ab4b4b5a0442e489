export const TRAINED = "P".repeat(8000);
