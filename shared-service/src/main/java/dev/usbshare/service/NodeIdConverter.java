package dev.usbshare.service;

import dev.usbshare.identity.NodeId;
import org.springframework.boot.context.properties.ConfigurationPropertiesBinding;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/** Reads node ids in settings. */
@Component
@ConfigurationPropertiesBinding
final class NodeIdConverter implements Converter<String, NodeId> {

    @Override
    public NodeId convert(String source) {
        return NodeId.parse(source);
    }
}
