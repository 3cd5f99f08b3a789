package dev.usbshare.client.attachment;

import dev.usbshare.client.attachment.AttachmentState.EndReason;
import dev.usbshare.client.audit.ClientEvent;
import dev.usbshare.identity.NodeId;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.usb.UsbDeviceInfo;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the audit log is told of one attachment: that it began, and that it ended and why, each at most once, and nothing of one
 * that never came to a port.
 *
 * <p><b>Confinement</b>: the transport's event loop.
 */
final class AttachmentJournal {

    private static final Logger LOG = LoggerFactory.getLogger(AttachmentJournal.class);

    private final AuditLog audit;
    private final NodeId server;
    private final UsbDeviceInfo device;
    private boolean open;

    AttachmentJournal(AuditLog audit, NodeId server, UsbDeviceInfo device) {
        this.audit = audit;
        this.server = server;
        this.device = device;
    }

    /** @return ends, on any thread, when it is on disk; fails if it cannot be kept */
    CompletionStage<Void> attached(String actor, int port) {
        open = true;
        return audit.append(new ClientEvent.DeviceAttached(actor, server.toString(), describe(), port));
    }

    void ended(EndReason reason, String detail) {
        if (open) {
            open = false;
            var event = new ClientEvent.DeviceDetached(actor(reason), server.toString(), describe(), detail);
            audit.append(event).whenComplete((kept, failure) -> {
                if (failure != null) {
                    LOG.atWarn()
                            .addKeyValue("error", failure.getMessage())
                            .log("Not in the audit log: {}", event.kind());
                }
            });
        }
    }

    private String actor(EndReason reason) {
        return switch (reason) {
            case DETACHED -> ClientEvent.OPERATOR;
            case LEASE_ENDED, TAKEN_BACK -> server.toString();
            case NOT_LET_IN, CONNECTION_LOST, FAILED, STOPPING -> ClientEvent.SYSTEM;
        };
    }

    private String describe() {
        return device.busId() + " " + device.usbId();
    }
}
