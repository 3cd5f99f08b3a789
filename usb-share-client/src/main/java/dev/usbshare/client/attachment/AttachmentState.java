package dev.usbshare.client.attachment;

/** Where an attachment stands; it moves only downwards, or changes its place in a queue. */
public sealed interface AttachmentState {

    /** The server was asked for a lease. */
    record Leasing() implements AttachmentState {}

    /**
     * Another client has the device; we are in line for it.
     *
     * @param position 1 for the next
     * @param holder who has it
     */
    record Queued(int position, String holder) implements AttachmentState {}

    /** The lease is ours; streams are being opened and a port is being taken. */
    record Preparing() implements AttachmentState {}

    /** The device is on a port of the virtual host controller. */
    record Attached(int port) implements AttachmentState {}

    /** It is over; nothing of it is left on either side. */
    record Ended(EndReason reason, String detail) implements AttachmentState {}

    /** Who or what ended an attachment: decides whether a rule may attach again by itself. */
    enum EndReason {
        /** A person detached it, here or by the kernel's own means: rules leave it alone until it is plugged in again. */
        DETACHED,
        /** The server refused or ended the lease. */
        LEASE_ENDED,
        /** A person at the server ended it, or nobody used it: rules leave it alone until it is plugged in or shared again. */
        TAKEN_BACK,
        /** The firewall did not let it in: rules leave it alone until it is plugged in again. */
        NOT_LET_IN,
        /** The connection to the server ended. */
        CONNECTION_LOST,
        /** The virtual host controller did not take it, or the stream to it broke. */
        FAILED,
        /** This service is stopping. */
        STOPPING
    }
}
