// SPDX-FileCopyrightText: 2026 The Tenancy authors
// SPDX-License-Identifier: Apache-2.0

import TenancyAPI
import TenancyCore

extension Agent {
    /// The plan, or a part of it, as a file.
    func export(_ format: ExchangeFormat) async throws -> [UInt8] {
        switch format {
        case .json: return try PlanObject.encode(try await store.document())
        case .csvPools: return Array(PoolTable.text(try await store.document()).utf8)
        case .csvAllocations:
            let lines = try await store.allocations(tenant: nil, pool: nil).map(RowImport.line)
            return Array((CSVTable.line(RowImport.allocationColumns) + lines.joined()).utf8)
        case .netbox, .phpipam:
            throw TenancyError(
                .unsupported, "format: \(format.rawValue) is read and not written", field: "format",
                hint: "choose json, csv-pools or csv-allocations")
        }
    }

    /// Takes a file in, in one transaction.
    ///
    /// - Parameters:
    ///   - isPartial: Whether good rows go in although others are refused.
    ///   - tenants: Our names of tenants that another system calls otherwise.
    func importFile(
        _ bytes: [UInt8], _ format: ExchangeFormat, isPartial: Bool, tenants: [String: TenantName],
        _ context: RequestContext, dryRun: Bool
    ) async throws -> ImportObject {
        guard tenants.isEmpty || format == .netbox || format == .phpipam else {
            throw TenancyError(
                .unsupported, "tenant: a file of format \(format.rawValue) has our own names", field: "tenant",
                hint: "leave --tenant out")
        }
        let command: Command
        if format == .json {
            guard !isPartial else {
                throw TenancyError(
                    .unsupported, "partial: an export is imported as a whole", field: "partial", hint: "leave it out")
            }
            command = .importPlan(try PlanObject.decode(bytes))
        } else {
            var rows =
                switch format {
                case .csvAllocations: try RowImport(allocations: bytes)
                case .netbox: try RowImport(netbox: bytes, tenants: tenants)
                case .phpipam: try RowImport(phpipam: bytes, tenants: tenants)
                case .csvPools, .json: try PoolTable.rows(bytes)
                }
            rows.isPartial = isPartial
            command = .importRows(rows)
        }
        return ImportObject(try await execute(command, context, dryRun: dryRun), dryRun: dryRun)
    }
}
