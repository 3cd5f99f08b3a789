package dev.usbshare.client.vhci.inprocess;

/**
 * How a peer broke the kernel's rules, and so lost its device.
 *
 * @param detail the numbers, for a person
 */
public record Breach(Rule rule, String detail) {

    /** The rules, each with the function of the Linux kernel that enforces it. */
    public enum Rule {
        /** A PDU that is neither RET_SUBMIT nor RET_UNLINK ({@code vhci_rx_pdu}): a stream out of step shows here too. */
        UNKNOWN_COMMAND,
        /** The stream ended inside a PDU ({@code vhci_rx_pdu}, {@code usbip_recv}). */
        TRUNCATED,
        /** RET_SUBMIT for a request that was never made ({@code vhci_recv_ret_submit}). */
        UNKNOWN_SEQNUM,
        /** RET_SUBMIT for a request that already had one; to the kernel, an unknown one. */
        ANSWERED_TWICE,
        /** RET_SUBMIT after RET_UNLINK gave the request back; to the kernel, an unknown one. */
        ANSWERED_AFTER_UNLINK,
        /** More data than was asked for ({@code usbip_recv_xbuff}), or a negative length. */
        LENGTH,
        /** Iso packets that are not those of the request, or whose lengths do not add up ({@code usbip_recv_iso}). */
        ISO_PACKETS,
        /**
         * RET_UNLINK with status 0 for a request that was not answered. Stricter than the kernel, which would report to
         * the driver a success that never was.
         */
        UNLINK_STATUS,
        /** A second RET_UNLINK, or one for an unlink that was never asked. Stricter than the kernel, which ignores it. */
        UNLINK_UNKNOWN,
        /**
         * An endpoint's requests answered in another order than they were made. Stricter than the kernel, whose drivers
         * would put the data together wrongly.
         */
        ORDER,
        /** A status that is no errno. Stricter than the kernel, which hands it to the driver as it is. */
        STATUS
    }

    @Override
    public String toString() {
        return rule + ": " + detail;
    }
}
