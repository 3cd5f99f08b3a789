package dev.usbshare.client.driver;

import dev.usbshare.usb.UrbStatus;

/**
 * How one transfer ended.
 *
 * @param status {@link UrbStatus}
 * @param actualLengthBytes bytes moved in the data stage, IN or OUT, errors included
 * @param data the IN data, {@code actualLengthBytes} of it; empty for OUT. The receiver owns the array
 */
@SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
public record UrbResult(int status, int actualLengthBytes, byte[] data) {

    public UrbResult {
        if (data.length != 0 && data.length != actualLengthBytes) {
            throw new IllegalArgumentException(data.length + " bytes of data, actual length " + actualLengthBytes);
        }
    }

    public boolean isOk() {
        return status == UrbStatus.OK;
    }

    public boolean isStall() {
        return status == UrbStatus.EPIPE;
    }

    @Override
    public String toString() {
        return UrbStatus.name(status) + ", " + actualLengthBytes + " bytes";
    }
}
