package dev.usbshare.client.driver;

import java.io.IOException;

/** A SCSI command that the device refused or failed, with the sense it gave (SPC-4 §4.5). */
public final class ScsiException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int senseKey;
    private final int code;
    private final int qualifier;

    ScsiException(int operationCode, int senseKey, int code, int qualifier) {
        super("SCSI command 0x%02x: sense %x/%02x/%02x".formatted(operationCode, senseKey, code, qualifier));
        this.senseKey = senseKey;
        this.code = code;
        this.qualifier = qualifier;
    }

    public int senseKey() {
        return senseKey;
    }

    /** ASC. */
    public int code() {
        return code;
    }

    /** ASCQ. */
    public int qualifier() {
        return qualifier;
    }
}
