// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

internal import TenancyCore
internal import YAML

/// Networks of an EVPN fabric: OVN-Kubernetes makes bridge, VXLAN device and VRF, and has FRR exchange their routes.
extension NetworkManifests {
    /// The VTEP of the platform. Devices are named after it: `evbr-tenancy`.
    static let fabric = "tenancy"
    /// What pairs RouteAdvertisements with the sessions of the fabric, which all of its networks share.
    static let fabricLabels = ["tenancy.dev/fabric": fabric]

    /// The form of the network with what carries it.
    func transported(_ form: YAMLMapping) -> YAMLMapping {
        guard let numbers = network.spec.evpn else { return form }
        func part(_ vni: Int) -> YAMLValue {
            var part: YAMLMapping = ["vni": .int(vni)]
            part["routeTarget"] = numbers.routeTarget(vni).map(YAMLValue.string)
            return .mapping(part)
        }
        var evpn: YAMLMapping = ["vtep": .string(Self.fabric)]
        evpn["macVRF"] = numbers.macVNI.map(part)
        evpn["ipVRF"] = part(numbers.ipVNI)
        var form = form
        form["transport"] = "EVPN"
        form["evpn"] = .mapping(evpn)
        return form
    }

    /// The default VRF's router is enough: the one of the network's VRF is derived from it.
    var fabricRouting: [ManifestObject] {
        guard let cudn = network.cudn, settings.evpn != nil else { return [] }
        return [routeAdvertisements(cudn, by: ["matchLabels": .sorted(Self.fabricLabels)])]
    }
}
