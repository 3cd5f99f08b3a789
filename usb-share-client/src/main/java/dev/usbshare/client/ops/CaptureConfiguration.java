package dev.usbshare.client.ops;

import dev.usbshare.capture.Captures;
import dev.usbshare.client.attachment.AttachmentView;
import dev.usbshare.service.StateDirectory;
import dev.usbshare.service.capture.CaptureEndpoint;
import dev.usbshare.service.capture.CaptureTargets;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import java.time.Clock;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Captures of attached devices, for {@code @Import}. */
@Configuration(proxyBeanMethods = false)
class CaptureConfiguration {

    @Bean
    Captures captures() {
        return new Captures(Clock.systemUTC());
    }

    @Bean
    CaptureEndpoint captureEndpoint(Captures captures, ClientNode node, StateDirectory state) {
        return new CaptureEndpoint(captures, text -> targets(node, text), state.resolve("captures"), Clock.systemUTC());
    }

    /** Attached devices only: others have nothing that passes through them. */
    private static List<CaptureTargets.Target> targets(ClientNode node, String text) {
        List<AttachmentView> attached;
        try {
            attached = node.await(node.attachments().list());
        } catch (NodeException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
        List<CaptureTargets.Target> named = attached.stream()
                .filter(view -> view.captureName().equals(text))
                .map(CaptureConfiguration::target)
                .toList();
        if (!named.isEmpty()) {
            return named;
        }
        DevicePattern meant = DevicePattern.parse(text);
        return attached.stream()
                .filter(view -> meant.matches(view.device(), ""))
                .map(CaptureConfiguration::target)
                .toList();
    }

    private static CaptureTargets.Target target(AttachmentView view) {
        UsbDeviceInfo device = view.device();
        return new CaptureTargets.Target(view.captureName(), device.busNumber() << 16 | device.deviceNumber());
    }
}
