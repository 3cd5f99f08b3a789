/**
 * {@code doctor}: looks at what the machine must have for the service, with or without one that runs ({@link
 * dev.usbshare.console.doctor.DoctorVerbs}). Changes nothing.
 */
@NullMarked
package dev.usbshare.console.doctor;

import org.jspecify.annotations.NullMarked;
