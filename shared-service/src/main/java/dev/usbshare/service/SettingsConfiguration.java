package dev.usbshare.service;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** What typed settings need, with no service around them: for {@link ServiceMain#settings}. */
@Configuration(proxyBeanMethods = false)
@Import({NodeIdConverter.class, DevicePatternConverter.class})
public class SettingsConfiguration {}
