/**
 * What both services do alike around Spring Boot, and of USB no more than settings and meters name: the command line, the start with one clear line and
 * an exit code when it fails ({@link dev.usbshare.service.ServiceMain}), and the management door on loopback and on a
 * Unix socket ({@link dev.usbshare.service.ServiceConfiguration}).
 */
@NullMarked
package dev.usbshare.service;

import org.jspecify.annotations.NullMarked;
