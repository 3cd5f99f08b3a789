package dev.usbshare.client.ops;

import dev.usbshare.usb.DevicePattern;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/** Reads an attach rule that is a device pattern alone: for every server. */
@Component
@ConfigurationPropertiesBinding
final class AttachConverter implements Converter<String, AttachProperties> {

    @Override
    public AttachProperties convert(String source) {
        return new AttachProperties(null, DevicePattern.parse(source));
    }
}
