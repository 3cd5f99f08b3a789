package dev.usbshare.server.catalog;

import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is shared: a pure function of what the settings and people say.
 *
 * <p>What a person decided about a device comes first, then the patterns of the settings and of people, then {@code autoShare}.
 * Hubs are never shared. Nothing is by default.
 */
public final class Sharing {

    private final List<DevicePattern> configured;
    private final List<DevicePattern> filters;
    private final boolean autoShare;
    private final Map<DeviceIdentity, DeviceSetting> settings;

    /**
     * @param configured patterns of the settings
     * @param filters patterns of people
     * @param autoShare whether devices that nobody decided about are shared
     */
    Sharing(
            List<DevicePattern> configured,
            List<DevicePattern> filters,
            boolean autoShare,
            Collection<DeviceSetting> settings) {
        this.configured = List.copyOf(configured);
        this.filters = List.copyOf(filters);
        this.autoShare = autoShare;
        var byDevice = new LinkedHashMap<DeviceIdentity, DeviceSetting>();
        settings.stream().filter(setting -> !setting.saysNothing()).forEach(s -> byDevice.put(s.device(), s));
        this.settings = Map.copyOf(byDevice);
    }

    public List<DevicePattern> configured() {
        return configured;
    }

    public List<DevicePattern> filters() {
        return filters;
    }

    public boolean autoShare() {
        return autoShare;
    }

    Collection<DeviceSetting> settings() {
        return settings.values();
    }

    DeviceSetting setting(UsbDeviceInfo device) {
        DeviceIdentity identity = DeviceIdentity.of(device);
        return settings.getOrDefault(identity, DeviceSetting.none(identity));
    }

    public String nickname(UsbDeviceInfo device) {
        return setting(device).nickname();
    }

    public boolean isShared(UsbDeviceInfo device) {
        if (device.isHub()) {
            return false;
        }
        return setting(device).shared().orElseGet(() -> pattern(device).isPresent() || autoShare);
    }

    private Optional<String> pattern(UsbDeviceInfo device) {
        String nickname = nickname(device);
        Optional<String> own = filters.stream()
                .filter(pattern -> pattern.matches(device, nickname))
                .findFirst()
                .map(pattern -> "filter " + pattern);
        return own.or(() -> configured.stream()
                .filter(pattern -> pattern.matches(device, nickname))
                .findFirst()
                .map(pattern -> "setting " + pattern));
    }

    /** Why a device is shared or not, for people. */
    public String reason(UsbDeviceInfo device) {
        if (device.isHub()) {
            return "hubs are never shared";
        }
        return setting(device)
                .shared()
                .map(choice -> choice ? "switched on" : "switched off")
                .or(() -> pattern(device))
                .orElse(autoShare ? "auto-share" : "nobody shared it");
    }

    Sharing with(DeviceSetting changed) {
        var all = new LinkedHashMap<>(settings);
        all.put(changed.device(), changed);
        return new Sharing(configured, filters, autoShare, all.values());
    }

    Sharing withFilters(List<DevicePattern> changed) {
        return new Sharing(configured, changed, autoShare, settings.values());
    }

    Sharing withAutoShare(boolean on) {
        return new Sharing(configured, filters, on, settings.values());
    }
}
