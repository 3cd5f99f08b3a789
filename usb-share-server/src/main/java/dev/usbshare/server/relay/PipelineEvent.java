package dev.usbshare.server.relay;

/** What handlers of a connection tell each other, from the head of its pipeline up. */
enum PipelineEvent {
    /** A request was answered over HTTP: the connection ends in time all the same, but nobody was slow. */
    SERVED,
    /** The client proved who it is and is in. */
    ESTABLISHED,
    /** Reading is paused for the first time: the client sends more than it may. */
    PAUSED_FIRST
}
