/** Tests of the services' common start and management door, with a small service of their own. */
@NullMarked
package dev.usbshare.service;

import org.jspecify.annotations.NullMarked;
