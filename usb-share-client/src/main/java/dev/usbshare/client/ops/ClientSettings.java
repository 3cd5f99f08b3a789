package dev.usbshare.client.ops;

import dev.usbshare.service.SettingsConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The typed settings, for the service and for commands beside it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClientProperties.class)
@Import({SettingsConfiguration.class, AttachConverter.class})
class ClientSettings {}
