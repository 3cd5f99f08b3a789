package dev.usbshare.simulation;

/** What a SCSI command asks of its transport. */
sealed interface ScsiOutcome {

    /** Done, nothing to move. */
    record Done() implements ScsiOutcome {}

    /** Failed, nothing to move; the disk keeps the sense. */
    record Failed() implements ScsiOutcome {}

    /** These bytes go to the host. */
    @SuppressWarnings("ArrayRecordComponent") // made for one command, never compared
    record Reply(byte[] bytes) implements ScsiOutcome {}

    /** Bytes of the medium go to the host. */
    record Read(long offset, long bytes) implements ScsiOutcome {}

    /** Bytes of the host go to the medium. */
    record Write(long offset, long bytes) implements ScsiOutcome {}

    /** What was written must be made durable, nothing to move. */
    record Flush() implements ScsiOutcome {}
}
