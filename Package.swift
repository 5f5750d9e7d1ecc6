// swift-tools-version: 6.2
// Floors, from the bottom up: a target imports only from floors below it (a test reads the imports).
import PackageDescription

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]

func floor(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// Loops over samples and bytes are ten times slower unoptimised, and every test above these targets runs them.
func optimised(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(
        name: name, dependencies: dependencies,
        swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))])
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: strict)
}

let package = Package(
    name: "realtime-doctor",
    products: [
        .executable(name: "realtime-doctor", targets: ["RealtimeDoctor"]),
        .executable(name: "mock-realtime-server", targets: ["MockRealtimeServer"]),
        .library(name: "realtime-doctor-intercept", type: .dynamic, targets: ["CInterception"]),
    ],
    targets: [
        // C libraries of the system, each behind a header that names the package to install when it is missing.
        .systemLibrary(name: "CWslay", providers: [.apt(["libwslay-dev"]), .brew(["wslay"])]),
        .systemLibrary(name: "CUV", pkgConfig: "libuv", providers: [.apt(["libuv1-dev"]), .brew(["libuv"])]),
        .systemLibrary(
            name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
        .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
        .target(
            name: "CSimdJSON",
            cxxSettings: [.unsafeFlags(["-O3"])],
            linkerSettings: [.linkedLibrary("simdjson"), .linkedLibrary("m", .when(platforms: [.linux]))]
        ),

        // What runs between fork and exec, which only C may.
        .target(name: "CProcessGuard"),
        // Goes into other people's programs, so it must not bring the Swift runtime along.
        .target(
            name: "CInterception",
            linkerSettings: [
                .linkedLibrary("dl", .when(platforms: [.linux])),
                .unsafeFlags(["-nostartfiles", "-static-stdlib"], .when(platforms: [.linux])),
            ]),

        // Floor 1: pure values and codecs.
        optimised("JSONText", ["CSimdJSON"]),
        floor("DidYouMean"),
        floor("Durations"),
        optimised("Base64Coding"),
        floor("WebSocketWire", ["Base64Coding", "CWslay", "CZlib", "COpenSSL"]),
        floor("RealtimeProtocol", ["JSONText"]),
        optimised("SpeechAudio", ["JSONText"]),
        floor("TelephonyProtocol", ["Base64Coding", "JSONText", "COpenSSL"]),
        floor("CommandLineOptions", ["DidYouMean"]),
        optimised("YAMLText", ["JSONText", "CYAML"]),

        // Floor 2: files as values, scenarios as values, and the one target that does I/O.
        optimised("CallCapture", ["Base64Coding", "JSONText", "RealtimeProtocol", "YAMLText", "COpenSSL", "CZlib"]),
        floor("Scenarios", ["DidYouMean", "JSONText", "RealtimeProtocol", "YAMLText", "WebSocketWire", "CYAML"]),
        floor("Transport", ["Base64Coding", "Durations", "WebSocketWire", "CProcessGuard", "CUV", "COpenSSL"]),

        // Floor 3: engines without sockets or clocks.
        floor(
            "Diagnosis",
            [
                "Base64Coding", "CallCapture", "DidYouMean", "Durations", "RealtimeProtocol", "SpeechAudio",
                "TelephonyProtocol", "WebSocketWire", "JSONText",
            ]),
        floor(
            "ModelMock",
            [
                "Base64Coding", "Durations", "RealtimeProtocol", "Scenarios", "SpeechAudio", "WebSocketWire",
                "JSONText",
            ]),
        floor(
            "CallerSimulator",
            [
                "Base64Coding", "CallCapture", "RealtimeProtocol", "Scenarios", "SpeechAudio", "TelephonyProtocol",
                "WebSocketWire", "JSONText",
            ]),

        // Floor 4: a correct bridge worth reading; its defects are wrappers around it.
        floor(
            "ReferenceBridge",
            [
                "Base64Coding", "DidYouMean", "Durations", "RealtimeProtocol", "Scenarios", "SpeechAudio",
                "TelephonyProtocol", "WebSocketWire", "JSONText",
            ]),

        // What can be done with captures that exist: compare, cut, shrink, hear, sum up.
        optimised(
            "CaptureTools",
            [
                "Base64Coding", "CallCapture", "Diagnosis", "Durations", "JSONText", "RealtimeProtocol", "SpeechAudio",
                "TelephonyProtocol",
            ]),

        // A recorded call as a scenario that plays it again.
        floor(
            "Replay",
            ["Base64Coding", "CallCapture", "Diagnosis", "JSONText", "RealtimeProtocol", "Scenarios", "SpeechAudio"]),

        // Floor 5: obtain a capture, ask for its verdict, show it.
        floor(
            "Reporting",
            [
                "Base64Coding", "CallCapture", "CaptureTools", "Diagnosis", "Durations", "JSONText", "RealtimeProtocol",
                "SpeechAudio",
            ]),
        floor(
            "Examination",
            [
                "Base64Coding", "CallCapture", "CallerSimulator", "CaptureTools", "Diagnosis", "DidYouMean",
                "Durations", "JSONText", "ModelMock", "RealtimeProtocol", "ReferenceBridge", "Replay", "Scenarios",
                "SpeechAudio", "TelephonyProtocol", "Transport", "WebSocketWire",
            ]
        ),

        // Floor 6: arguments in, exit code out.
        .executableTarget(
            name: "RealtimeDoctor",
            dependencies: [
                "CallCapture", "CallerSimulator", "CaptureTools", "CommandLineOptions", "Diagnosis", "DidYouMean",
                "Durations", "Examination", "JSONText",
                "ModelMock", "RealtimeProtocol", "ReferenceBridge", "Replay", "Reporting", "Scenarios", "SpeechAudio",
                "TelephonyProtocol", "Transport", "WebSocketWire",
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "MockRealtimeServer",
            dependencies: [
                "CommandLineOptions", "Diagnosis", "Examination", "ModelMock", "RealtimeProtocol", "Scenarios",
                "Transport",
            ],
            swiftSettings: strict
        ),

        // Not a product: measures Transport, and holds it against other implementations (Benchmarks/).
        .executableTarget(
            name: "TransportBench", dependencies: ["Durations", "Transport"], path: "Benchmarks/TransportBench",
            swiftSettings: strict),
        // What `make bench` measures with; no product.
        .executableTarget(
            name: "benchmarks",
            dependencies: [
                "Base64Coding", "CallCapture", "CommandLineOptions", "Diagnosis", "JSONText", "ModelMock",
                "SpeechAudio", "TestSupport", "Transport",
            ],
            path: "Benchmarks/Sources",
            swiftSettings: strict
        ),

        // Tests mirror the sources; sockets appear in EndToEndTests alone.
        .target(
            name: "TestSupport",
            dependencies: [
                "Base64Coding", "CallCapture", "CallerSimulator", "CZlib", "JSONText", "ModelMock", "RealtimeProtocol",
                "Scenarios", "SpeechAudio", "TelephonyProtocol", "WebSocketWire",
            ],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        tests("JSONTextTests", ["JSONText"]),
        tests("DidYouMeanTests", ["DidYouMean"]),
        tests("Base64CodingTests", ["Base64Coding"]),
        tests("DurationsTests", ["Durations"]),
        tests("WebSocketWireTests", ["WebSocketWire", "CZlib"]),
        tests("RealtimeProtocolTests", ["RealtimeProtocol", "JSONText", "TestSupport"]),
        tests("SpeechAudioTests", ["SpeechAudio", "JSONText", "COpenSSL", "TestSupport"]),
        tests("TelephonyProtocolTests", ["TelephonyProtocol", "JSONText"]),
        tests("CommandLineOptionsTests", ["CommandLineOptions"]),
        tests("CallCaptureTests", ["Base64Coding", "CallCapture", "JSONText", "RealtimeProtocol", "TestSupport"]),
        tests("ScenariosTests", ["Scenarios", "JSONText", "TestSupport", "WebSocketWire"]),
        tests(
            "ModelMockTests",
            [
                "Base64Coding", "CallCapture", "ModelMock", "RealtimeProtocol", "Scenarios", "SpeechAudio", "JSONText",
                "WebSocketWire", "TestSupport",
            ]),
        tests(
            "CallerSimulatorTests",
            [
                "Base64Coding", "CallerSimulator", "CallCapture", "Scenarios", "SpeechAudio", "TelephonyProtocol",
                "WebSocketWire", "JSONText", "TestSupport",
            ]),
        tests(
            "ReferenceBridgeTests",
            [
                "Base64Coding", "ReferenceBridge", "RealtimeProtocol", "Scenarios", "SpeechAudio", "TelephonyProtocol",
                "JSONText", "WebSocketWire", "TestSupport",
            ]),
        tests(
            "DiagnosisTests",
            [
                "Base64Coding", "Diagnosis", "CallCapture", "ModelMock", "RealtimeProtocol", "Scenarios", "SpeechAudio",
                "TelephonyProtocol", "JSONText", "TestSupport",
            ]),
        tests(
            "CaptureToolsTests",
            [
                "Base64Coding", "CallCapture", "CaptureTools", "Diagnosis", "JSONText", "ModelMock",
                "RealtimeProtocol", "SpeechAudio", "TestSupport",
            ]),
        tests(
            "ReportingTests",
            [
                "Base64Coding", "Reporting", "CallCapture", "CaptureTools", "Diagnosis", "JSONText", "SpeechAudio",
                "TestSupport",
            ]),
        tests(
            "ExaminationTests",
            [
                "Examination", "Diagnosis", "CallCapture", "CallerSimulator", "ModelMock", "ReferenceBridge",
                "Scenarios",
                "RealtimeProtocol", "SpeechAudio", "TelephonyProtocol", "JSONText", "TestSupport", "Transport",
                "WebSocketWire", "Base64Coding",
            ]),
        tests(
            "ReplayTests",
            [
                "Base64Coding", "Replay", "CallCapture", "CallerSimulator", "Diagnosis", "Examination", "JSONText",
                "ModelMock",
                "ReferenceBridge", "Scenarios", "SpeechAudio", "TestSupport",
            ]),
        tests(
            "EndToEndTests",
            [
                "CallCapture", "CallerSimulator", "Diagnosis", "Examination", "JSONText", "ModelMock",
                "ReferenceBridge",
                "Scenarios", "SpeechAudio", "TelephonyProtocol", "TestSupport", "Transport", "WebSocketWire",
            ]),
        tests(
            "FuzzTests",
            [
                "CallCapture", "Diagnosis", "JSONText", "ModelMock", "RealtimeProtocol", "Scenarios", "TestSupport",
                "WebSocketWire",
            ]),
        tests("RepositoryTests", ["TestSupport"]),
    ],
    cxxLanguageStandard: .cxx17
)
