package dev.usbshare.nat;

import java.io.IOException;

/** A UPnP device did not do what it was asked. */
final class SoapException extends IOException {

    private static final long serialVersionUID = 1L;

    private final String code;

    SoapException(String action, String code) {
        super("the router refuses " + action + " (UPnP error " + code + ")");
        this.code = code;
    }

    /** UPnP's, three digits. */
    String code() {
        return code;
    }
}
