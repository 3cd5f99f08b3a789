/** Settings as people write them, wrong ones too. */
@NullMarked
package dev.usbshare.service.config;

import org.jspecify.annotations.NullMarked;
