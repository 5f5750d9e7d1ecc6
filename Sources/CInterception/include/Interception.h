// A library that LD_PRELOAD puts before the C library of a program that hard-codes the service's name: the name then
// means the mock's address, and port 443 there the port on which the mock really listens. Nothing else is changed.
//
// It is told by three variables, and does nothing without them:
// - REALTIME_DOCTOR_INTERCEPT_HOSTS: names, separated by commas
// - REALTIME_DOCTOR_INTERCEPT_ADDRESS: an IPv4 address of loopback
// - REALTIME_DOCTOR_INTERCEPT_PORT: where the mock listens
#pragma once
