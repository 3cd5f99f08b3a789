package dev.usbshare.server.catalog;

import java.util.Optional;

/**
 * What a person decided about one device.
 *
 * @param shared empty if nothing was
 * @param nickname empty if it has none
 */
public record DeviceSetting(DeviceIdentity device, Optional<Boolean> shared, String nickname) {

    static DeviceSetting none(DeviceIdentity device) {
        return new DeviceSetting(device, Optional.empty(), "");
    }

    boolean saysNothing() {
        return shared.isEmpty() && nickname.isEmpty();
    }

    DeviceSetting withShared(Optional<Boolean> choice) {
        return new DeviceSetting(device, choice, nickname);
    }

    DeviceSetting withNickname(String name) {
        return new DeviceSetting(device, shared, name);
    }
}
