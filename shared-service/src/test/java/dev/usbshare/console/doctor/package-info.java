@NullMarked
package dev.usbshare.console.doctor;

import org.jspecify.annotations.NullMarked;
