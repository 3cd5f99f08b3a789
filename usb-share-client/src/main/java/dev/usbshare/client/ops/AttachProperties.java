package dev.usbshare.client.ops;

import dev.usbshare.service.config.Meaning;
import dev.usbshare.usb.DevicePattern;
import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;

/**
 * One entry of {@code usb-share.attach}: devices to attach as soon as they are offered. May be written as the device
 * pattern alone.
 *
 * @param server the name of the server it is about, null for every one
 */
public record AttachProperties(
        @Meaning(value = "The name of the server it is about.", otherwise = "every server") @Nullable
        String server,

        @Meaning(value = "vid:pid, vid:*, *:pid, a bus id, or *.", otherwise = "it must be given")
        @NotNull(message = "is missing: which devices, as vid:pid, a bus id or *")
        DevicePattern device) {}
