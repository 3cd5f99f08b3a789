package dev.usbshare.server.relayd;

import dev.usbshare.service.SettingsConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The typed settings, for the service and for commands beside it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelayProperties.class)
@Import(SettingsConfiguration.class)
class RelaySettings {}
