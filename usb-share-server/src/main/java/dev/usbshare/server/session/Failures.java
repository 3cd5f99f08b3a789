package dev.usbshare.server.session;

import dev.usbshare.usb.UsbHostException;
import dev.usbshare.wire.RefusalCode;
import java.util.concurrent.CompletionException;

/** What a stage's failure means. */
final class Failures {

    static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** For a device that could not be opened. */
    static RefusalCode refusalOf(Throwable cause) {
        return cause instanceof UsbHostException e
                ? switch (e.reason()) {
                    case GONE -> RefusalCode.DEVICE_GONE;
                    case BUSY -> RefusalCode.BUSY;
                    case NO_PERMISSION -> RefusalCode.NO_PERMISSION;
                    case IO -> RefusalCode.DEVICE_ERROR;
                }
                : RefusalCode.DEVICE_ERROR;
    }

    private Failures() {}
}
