package dev.usbshare.service;

import dev.usbshare.usb.DevicePattern;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/** Reads device patterns in settings. */
@Component
@ConfigurationPropertiesBinding
final class DevicePatternConverter implements Converter<String, DevicePattern> {

    @Override
    public DevicePattern convert(String source) {
        return DevicePattern.parse(source);
    }
}
