// Where Swift's reference counts meet libuv's handles: the only file that retains and releases for C.
//
// The rule: while libuv knows a handle, libuv owns one reference to its Swift object, kept in `handle.data`. `close` asks
// libuv to forget the handle; the close callback drops the reference; the memory goes with the object. So an open handle
// cannot vanish under libuv, a closed one cannot leak, and nobody else retains anything. Requests follow the same rule
// from submission to callback.

import CUV

/// A libuv handle with a Swift owner. Subclasses initialise `raw` with the `uv_…_init` of their kind, then call `opened`.
package class LoopHandle {
    package let loop: EventLoop
    let raw: UnsafeMutableRawPointer
    private(set) var isOpen = false

    init<Raw>(_ loop: EventLoop, _ kind: Raw.Type) {
        self.loop = loop
        raw = UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<Raw>.size, alignment: MemoryLayout<Raw>.alignment)
    }

    deinit { raw.deallocate() }

    var handle: UnsafeMutablePointer<uv_handle_t> { raw.assumingMemoryBound(to: uv_handle_t.self) }

    /// libuv knows the handle from here on.
    final func opened() {
        isOpen = true
        uv_handle_set_data(handle, Unmanaged.passRetained(self).toOpaque())
    }

    /// Called once, when the handle closes: drops the closures, which may hold whoever holds this.
    func dropCallbacks() {}

    /// Closing twice is harmless.
    final func closeHandle() {
        guard isOpen else { return }
        isOpen = false
        dropCallbacks()
        uv_close(handle, LoopHandle.forget)
    }

    /// Closes a connected TCP handle with a reset (RST) instead of an orderly end.
    ///
    /// - Returns: false when the system refuses, and then the handle is closed in order.
    final func resetHandle() {
        guard isOpen else { return }
        isOpen = false
        dropCallbacks()
        if uv_tcp_close_reset(raw.assumingMemoryBound(to: uv_tcp_t.self), LoopHandle.forget) != 0 {
            uv_close(handle, LoopHandle.forget)
        }
    }

    /// An open handle that does not keep `EventLoop.run` from returning.
    final func unreference() { uv_unref(handle) }

    private static let forget: @convention(c) (UnsafeMutablePointer<uv_handle_t>?) -> Void = { handle in
        guard let handle, let data = uv_handle_get_data(handle) else { return }
        Unmanaged<LoopHandle>.fromOpaque(data).release()
    }

    /// The object behind a handle in a callback.
    static func owner<Raw>(of handle: UnsafeMutablePointer<Raw>?) -> Self? {
        guard let handle else { return nil }
        let data = uv_handle_get_data(UnsafeMutableRawPointer(handle).assumingMemoryBound(to: uv_handle_t.self))
        return data.map { Unmanaged<Self>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// A libuv request with a Swift owner: libuv holds the reference from submission to callback.
class LoopRequest {
    let raw: UnsafeMutableRawPointer

    init<Raw>(_ kind: Raw.Type) {
        raw = UnsafeMutableRawPointer.allocate(
            byteCount: MemoryLayout<Raw>.size, alignment: MemoryLayout<Raw>.alignment)
    }

    deinit { raw.deallocate() }

    /// Hands the request to libuv.
    ///
    /// - Parameter start: Calls the `uv_…` function. When it fails no callback comes, and the reference is taken back.
    /// - Returns: What the function returned.
    final func submit<Raw>(_ kind: Raw.Type, _ start: (UnsafeMutablePointer<Raw>) -> CInt) -> CInt {
        let request = raw.assumingMemoryBound(to: uv_req_t.self)
        let reference = Unmanaged.passRetained(self)
        uv_req_set_data(request, reference.toOpaque())
        let status = start(raw.assumingMemoryBound(to: Raw.self))
        if status != 0 { reference.release() }
        return status
    }

    /// Takes the request back in its callback.
    static func takeBack<Raw>(_ request: UnsafeMutablePointer<Raw>?) -> Self? {
        guard let request else { return nil }
        let data = uv_req_get_data(UnsafeMutableRawPointer(request).assumingMemoryBound(to: uv_req_t.self))
        return data.map { Unmanaged<Self>.fromOpaque($0).takeRetainedValue() }
    }
}

/// libuv's words for an error number: `connection refused`.
func describe(_ status: CInt) -> String {
    uv_strerror(status).map { String(cString: $0) } ?? "error \(status)"
}
