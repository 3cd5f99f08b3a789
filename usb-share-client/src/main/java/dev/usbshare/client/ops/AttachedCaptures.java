package dev.usbshare.client.ops;

import dev.usbshare.client.attachment.AttachmentView;
import dev.usbshare.service.capture.CaptureTargets;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import java.util.List;

/** Attached devices, to be captured: nothing passes through others. */
final class AttachedCaptures implements CaptureTargets {

    private final ClientNode node;

    AttachedCaptures(ClientNode node) {
        this.node = node;
    }

    @Override
    public List<Target> find(String text) {
        List<AttachmentView> attached;
        try {
            attached = node.await(node.attachments().list());
        } catch (NodeException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        List<Target> named = attached.stream()
                .filter(view -> view.name().equals(text) || view.captureName().equals(text))
                .map(AttachedCaptures::target)
                .toList();
        if (!named.isEmpty()) {
            return named;
        }
        DevicePattern meant = DevicePattern.parse(text);
        return attached.stream()
                .filter(view -> meant.matches(view.device(), ""))
                .map(AttachedCaptures::target)
                .toList();
    }

    private static Target target(AttachmentView view) {
        UsbDeviceInfo device = view.device();
        return new Target(view.captureName(), device.busNumber() << 16 | device.deviceNumber());
    }
}
