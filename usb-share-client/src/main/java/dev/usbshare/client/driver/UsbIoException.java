package dev.usbshare.client.driver;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A device did not do what its class promises; the message says which action failed on what, and how. */
public final class UsbIoException extends IOException {

    private static final long serialVersionUID = 1L;

    public UsbIoException(String message) {
        super(message);
    }

    public UsbIoException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
