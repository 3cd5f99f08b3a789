package dev.usbshare.server.ops;

import dev.usbshare.server.catalog.SharedDevices;
import dev.usbshare.server.catalog.SharingEditor;
import dev.usbshare.server.catalog.SharingException;
import dev.usbshare.server.lease.Lease;
import dev.usbshare.server.lease.LeaseRegistry;
import dev.usbshare.service.Answers;
import dev.usbshare.usb.ClassCode;
import dev.usbshare.usb.UsbDeviceInfo;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.stereotype.Component;

/**
 * {@code devices}: every device of this machine, whether it is shared, and who has it; switches sharing on and off ({@code POST
 * .../1-1.4/share}, {@code unshare}, {@code undecide}) and gives nicknames ({@code POST .../1-1.4/nickname {"nickname": ...}}). A
 * device is named by a pattern; {@code *} shares or unshares everything.
 */
@Component
@Endpoint(id = "devices")
final class DevicesEndpoint {

    /** As a pattern says it. */
    private static final Set<String> EVERYTHING = Set.of("*", "all");

    private final UsbSide usb;
    private final SharedDevices shared;
    private final SharingEditor editor;
    private final LeaseRegistry leases;
    private final DeviceChoice choice;

    DevicesEndpoint(UsbSide usb, SharedDevices shared, SharingEditor editor, LeaseRegistry leases) {
        this.usb = usb;
        this.shared = shared;
        this.editor = editor;
        this.leases = leases;
        this.choice = new DeviceChoice(usb.host(), shared);
    }

    @ReadOperation
    List<DeviceRow> devices() {
        return rows(usb.host().devices());
    }

    /** @return the devices, as they are then */
    @WriteOperation
    WebEndpointResponse<Object> change(@Selector String device, @Selector String action, @Nullable String nickname) {
        if ((nickname != null) != action.equals("nickname")) {
            return Answers.failure(
                    Answers.BAD_REQUEST, "{\"nickname\": ...} belongs to .../nickname, and to nothing else");
        }
        try {
            List<UsbDeviceInfo> meant = choice.all(device);
            switch (action) {
                case "share" -> share(device, meant, true);
                case "unshare" -> share(device, meant, false);
                case "undecide" -> editor.undecide(choice.one(device));
                case "nickname" -> editor.nickname(choice.one(device), String.valueOf(nickname));
                default -> {
                    return Answers.failure(Answers.BAD_REQUEST, "a device can share, unshare, undecide and nickname");
                }
            }
            return Answers.done(rows(meant));
        } catch (NotOneException e) {
            return Answers.failure(e.status(), e.getMessage());
        } catch (SharingException e) {
            return SharingEndpoint.failure(e);
        } catch (IllegalArgumentException e) {
            return Answers.failure(Answers.BAD_REQUEST, e.getMessage());
        }
    }

    private void share(String device, List<UsbDeviceInfo> meant, boolean on) throws SharingException, NotOneException {
        if (EVERYTHING.contains(device)) {
            editor.shareAll(on);
        } else if (meant.isEmpty()) {
            throw new NotOneException(Answers.NOT_FOUND, "no device here is " + device);
        } else {
            editor.share(meant, on);
        }
    }

    private List<DeviceRow> rows(List<UsbDeviceInfo> devices) {
        return devices.stream().map(this::row).toList();
    }

    private DeviceRow row(UsbDeviceInfo device) {
        @Nullable Lease lease = leases.of(device.busId()).orElse(null);
        String nickname = shared.nickname(device);
        return new DeviceRow(
                device.busId().value(),
                device.usbId(),
                device.manufacturer(),
                device.product(),
                device.serial(),
                device.speed().name(),
                Stream.concat(Stream.of(device.deviceClass()), device.interfaceClasses().stream())
                        .map(ClassCode::toString)
                        .distinct()
                        .toList(),
                nickname.isEmpty() ? null : nickname,
                shared.isShared(device),
                shared.sharing().reason(device),
                lease != null,
                lease == null ? null : lease.holderName(),
                lease == null ? null : lease.holder().toShortString(),
                lease == null ? null : lease.since());
    }
}
