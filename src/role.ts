/** Which of a pair's two boards: the transmitter at the meter, or the receiver at home. */
export type Role = "transmitter" | "receiver";
