package dev.usbshare.server.usbhost;

/** A libusb call that failed, with its code. */
final class LibusbException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int code;
    private final String remedy;

    LibusbException(String call, int code) {
        this(call, code, "");
    }

    /** @param remedy what to do; empty where the code says enough */
    LibusbException(String call, int code, String remedy) {
        super(LibusbErrors.describe(call, code));
        this.code = code;
        this.remedy = remedy;
    }

    int code() {
        return code;
    }

    String remedy() {
        return remedy;
    }
}
