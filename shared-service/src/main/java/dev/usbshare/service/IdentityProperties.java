package dev.usbshare.service;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * {@code usb-share.identity}.
 *
 * @param keyFile {@code identity/node.key} in the state directory if not given
 */
public record IdentityProperties(@Nullable Path keyFile) {}
