package dev.usbshare.server.catalog;

import dev.usbshare.usb.DevicePattern;
import java.util.Collection;
import java.util.List;

/**
 * Where it is kept what people share. What a method has done is durable when it returns; what fails throws a {@link
 * RuntimeException} and has changed nothing. Blocks; thread-safe.
 */
public interface SharingStore {

    List<DeviceSetting> settings();

    List<DevicePattern> filters();

    boolean autoShare();

    /** All at once, or nothing. Settings that say nothing are forgotten. */
    void keep(Collection<DeviceSetting> changed, boolean autoShare);

    void keepFilters(List<DevicePattern> filters);
}
