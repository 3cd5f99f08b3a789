package dev.usbshare.client.bridge;

import dev.usbshare.usb.TransferType;
import dev.usbshare.usb.UrbStatus;

/**
 * Whether an URB may go on, decided from its header alone; where it may, room for it has been charged.
 *
 * @param refusal the {@link UrbStatus} to answer with, OK if it may
 */
record Admission(TransferType type, int refusal) {

    static Admission admitted(TransferType type) {
        return new Admission(type, UrbStatus.OK);
    }

    static Admission refused(int status) {
        return new Admission(TransferType.BULK, status);
    }

    boolean isRefused() {
        return refusal != UrbStatus.OK;
    }
}
