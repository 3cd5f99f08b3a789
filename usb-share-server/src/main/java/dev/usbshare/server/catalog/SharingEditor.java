package dev.usbshare.server.catalog;

import dev.usbshare.server.audit.ServerEvent;
import dev.usbshare.service.audit.AuditException;
import dev.usbshare.service.audit.AuditLog;
import dev.usbshare.text.PlainText;
import dev.usbshare.usb.DevicePattern;
import dev.usbshare.usb.UsbDeviceInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Changes for people what is shared: told to the audit log, kept, and true from then on.
 *
 * <p>Blocks; one change at a time.
 */
public final class SharingEditor {

    /** Decisions about devices that are kept: far more than a machine sees in its life. */
    static final int MAX_SETTINGS = 4096;

    static final int MAX_FILTERS = 256;
    static final int MAX_NICKNAME_CHARS = 64;

    private final SharedDevices devices;
    private final SharingStore store;
    private final AuditLog audit;

    public SharingEditor(SharedDevices devices, SharingStore store, AuditLog audit) {
        this.devices = devices;
        this.store = store;
        this.audit = audit;
    }

    /** Switches devices on or off, whatever patterns say. */
    public synchronized void share(List<UsbDeviceInfo> which, boolean on) throws SharingException {
        Optional<UsbDeviceInfo> hub =
                which.stream().filter(UsbDeviceInfo::isHub).findFirst();
        if (on && hub.isPresent()) {
            throw new SharingException(
                    SharingException.Kind.CONFLICT,
                    "device " + hub.get().busId() + " is a hub, and hubs are never shared");
        }
        Sharing now = devices.sharing();
        List<DeviceSetting> changed = which.stream()
                .map(device -> now.setting(device).withShared(Optional.of(on)))
                .toList();
        keep(changed, now.autoShare(), on ? "shared" : "not shared any more");
    }

    /** Everything that is here. Not shared means also: nothing that comes is shared by auto-share. */
    public synchronized void shareAll(boolean on) throws SharingException {
        Sharing now = devices.sharing();
        List<DeviceSetting> changed = devices.present().stream()
                .filter(device -> !device.isHub())
                .map(device -> now.setting(device).withShared(Optional.of(on)))
                .toList();
        keep(changed, on && now.autoShare(), on ? "shared" : "not shared any more");
    }

    /** Patterns and auto-share decide about a device again. */
    public synchronized void undecide(UsbDeviceInfo device) throws SharingException {
        Sharing now = devices.sharing();
        keep(
                List.of(now.setting(device).withShared(Optional.empty())),
                now.autoShare(),
                "left to patterns and auto-share");
    }

    /** @param nickname empty for none */
    public synchronized void nickname(UsbDeviceInfo device, String nickname) throws SharingException {
        String name;
        try {
            name = PlainText.require("a nickname", nickname, MAX_NICKNAME_CHARS);
        } catch (IllegalArgumentException e) {
            throw new SharingException(SharingException.Kind.INVALID, String.valueOf(e.getMessage()), e);
        }
        if (name.contains(",")) {
            throw new SharingException(
                    SharingException.Kind.INVALID, "a nickname has no comma: lists of devices are separated by commas");
        }
        Sharing now = devices.sharing();
        DeviceSetting old = now.setting(device);
        Optional<DeviceSetting> other = now.settings().stream()
                .filter(s -> !name.isEmpty()
                        && s.nickname().equalsIgnoreCase(name)
                        && !s.device().equals(old.device()))
                .findFirst();
        if (other.isPresent()) {
            throw new SharingException(
                    SharingException.Kind.CONFLICT,
                    "device " + other.get().device() + " is called " + name + " already");
        }
        keep(
                List.of(old.withNickname(name)),
                now.autoShare(),
                name.isEmpty() ? "no nickname any more" : "nickname " + name);
    }

    /**
     * Whether new devices, about which nobody decided, are shared. Those that are here and not shared when it is switched on are not
     * new: they are switched off, until somebody shares them.
     *
     * @return those that are not new
     */
    public synchronized List<UsbDeviceInfo> autoShare(boolean on) throws SharingException {
        Sharing now = devices.sharing();
        List<UsbDeviceInfo> old = on && !now.autoShare()
                ? devices.present().stream()
                        .filter(device -> !device.isHub() && !now.isShared(device))
                        .toList()
                : List.of();
        List<DeviceSetting> changed = old.stream()
                .map(device -> now.setting(device).withShared(Optional.of(false)))
                .toList();
        Sharing after = after(changed, on);
        tell("new devices", on ? "are shared from now on" : "are not shared any more");
        kept(() -> store.keep(changed, on));
        devices.replace(after);
        return old;
    }

    /** Shares every device, now and later, that a pattern means, unless it was switched off. */
    public synchronized void addFilter(DevicePattern pattern) throws SharingException {
        Sharing now = devices.sharing();
        if (now.filters().contains(pattern)) {
            return;
        }
        if (now.filters().size() >= MAX_FILTERS) {
            throw new SharingException(
                    SharingException.Kind.CONFLICT, "there are " + MAX_FILTERS + " filters, and no more are possible");
        }
        changeFilters(
                pattern,
                "shared wherever they are",
                Stream.concat(now.filters().stream(), Stream.of(pattern))
                        .sorted(Comparator.comparing(DevicePattern::toString))
                        .toList());
    }

    /** @return whether there was such a filter */
    public synchronized boolean removeFilter(DevicePattern pattern) throws SharingException {
        Sharing now = devices.sharing();
        if (!now.filters().contains(pattern)) {
            return false;
        }
        changeFilters(
                pattern,
                "not shared by a filter any more",
                now.filters().stream().filter(other -> !other.equals(pattern)).toList());
        return true;
    }

    private void changeFilters(DevicePattern pattern, String change, List<DevicePattern> filters)
            throws SharingException {
        tell(pattern.toString(), change);
        kept(() -> store.keepFilters(filters));
        devices.replace(devices.sharing().withFilters(filters));
    }

    private void keep(List<DeviceSetting> changed, boolean autoShare, String change) throws SharingException {
        Sharing after = after(changed, autoShare);
        for (DeviceSetting setting : changed) {
            tell(setting.device().toString(), change);
        }
        kept(() -> store.keep(changed, autoShare));
        devices.replace(after);
    }

    private Sharing after(List<DeviceSetting> changed, boolean autoShare) throws SharingException {
        Sharing after = devices.sharing().withAutoShare(autoShare);
        for (DeviceSetting setting : changed) {
            after = after.with(setting);
        }
        if (after.settings().size() > MAX_SETTINGS) {
            throw new SharingException(
                    SharingException.Kind.CONFLICT,
                    "decisions about " + MAX_SETTINGS + " devices are kept, and no more are possible");
        }
        return after;
    }

    /** The audit log first: nothing is shared that it does not know of. */
    private void tell(String device, String change) throws SharingException {
        try {
            audit.keepFirst(new ServerEvent.SharingChanged(ServerEvent.OPERATOR, device, change));
        } catch (AuditException e) {
            throw new SharingException(SharingException.Kind.NOT_KEPT, "nothing was changed: " + e.getMessage(), e);
        }
    }

    private static void kept(Runnable storing) throws SharingException {
        try {
            storing.run();
        } catch (RuntimeException e) {
            throw new SharingException(
                    SharingException.Kind.NOT_KEPT,
                    "nothing was changed: the database cannot keep it (" + e.getMessage() + ")",
                    e);
        }
    }
}
