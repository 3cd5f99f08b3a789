package dev.usbshare.usb;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which endpoints a device has right now: those of the active configuration's current alternate settings.
 *
 * <p><b>Confinement</b>: the device's executor.
 */
public final class EndpointTable {

    private final DescriptorSet descriptors;
    private final Map<Integer, Integer> alternateSettings = new HashMap<>();
    private Map<EndpointAddress, EndpointDescriptor> endpoints = Map.of();
    private int configurationValue;

    public EndpointTable(DescriptorSet descriptors) {
        this.descriptors = descriptors;
        configure(descriptors.activeConfiguration());
    }

    /** Follows a successful SET_CONFIGURATION: every interface is back at alternate setting 0. */
    public void configure(int value) {
        configurationValue = value;
        alternateSettings.clear();
        rebuild();
    }

    /** Follows a successful SET_INTERFACE. */
    public void select(int interfaceNumber, int alternateSetting) {
        alternateSettings.put(interfaceNumber, alternateSetting);
        rebuild();
    }

    public int configurationValue() {
        return configurationValue;
    }

    public int alternateSetting(int interfaceNumber) {
        return alternateSettings.getOrDefault(interfaceNumber, 0);
    }

    public Optional<EndpointDescriptor> find(EndpointAddress address) {
        return Optional.ofNullable(endpoints.get(address));
    }

    public List<EndpointDescriptor> all() {
        return List.copyOf(endpoints.values());
    }

    /** The endpoints of one interface's current alternate setting. */
    public List<EndpointDescriptor> ofInterface(int interfaceNumber) {
        return descriptors
                .configuration(configurationValue)
                .flatMap(c -> c.alternateSetting(interfaceNumber, alternateSetting(interfaceNumber)))
                .map(InterfaceDescriptor::endpoints)
                .orElse(List.of());
    }

    private void rebuild() {
        var found = new HashMap<EndpointAddress, EndpointDescriptor>();
        descriptors.configuration(configurationValue).ifPresent(c -> {
            for (InterfaceDescriptor i : c.interfaces()) {
                if (i.alternateSetting() == alternateSetting(i.number())) {
                    i.endpoints().forEach(e -> found.put(e.address(), e));
                }
            }
        });
        endpoints = found;
    }
}
