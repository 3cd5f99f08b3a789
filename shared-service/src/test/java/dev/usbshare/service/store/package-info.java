/** Tests of the database, and {@link dev.usbshare.service.store.TestStore} for the tests of what is kept in it. */
@NullMarked
package dev.usbshare.service.store;

import org.jspecify.annotations.NullMarked;
