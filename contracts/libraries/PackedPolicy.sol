// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Calldata} from "./Calldata.sol";

/// @notice A policy in calldata: where it starts. Fields are read where they lie.
type PolicyView is uint256;

using PackedPolicy for PolicyView global;

/// @notice Reads the fields of a policy in its packed form, big-endian, 108 bytes, or 112 with a treasury:
///   perTransaction 8 · perPeriod 8 · lifetime 8 · approvalAbove 8 · period 2 · activeFrom 5 · activeUntil 5 ·
///   counterparties 32 · categories 32 [· treasury 4]
///
/// Amounts are USDC base units; the largest 64-bit number means no limit, as less USDC exists. The period is 1 to 8,784
/// hours long. Periods are counted from the epoch, so that a period of 24 hours is a day in UTC. Commitments are
/// allowed while activeFrom <= now < activeUntil, in Unix seconds. The lists are Merkle roots; a root of zero allows
/// every counterparty, or every category. The controller has to approve commitments above `approvalAbove`. The
/// treasury is the index of an account of the same principal, from which what the account lacks is drawn.
library PackedPolicy {
    uint256 internal constant LENGTH = 108;
    uint256 internal constant LENGTH_WITH_TREASURY = 112;

    // Where a word with these fields starts. The first word is the four limits.
    uint256 private constant TIMES_AT = 32; // period 2, activeFrom 5, activeUntil 5
    uint256 private constant COUNTERPARTIES_AT = 44;
    uint256 private constant CATEGORIES_AT = 76;
    uint256 private constant TREASURY_AT = 108;

    function locate(bytes calldata packed, uint256 offset) internal pure returns (PolicyView policy) {
        unchecked {
            return PolicyView.wrap(Calldata.start(packed) + offset);
        }
    }

    function perTransaction(PolicyView self) internal pure returns (uint256) {
        return _wordAt(self, 0) >> 192;
    }

    function perPeriod(PolicyView self) internal pure returns (uint256) {
        return uint64(_wordAt(self, 0) >> 128);
    }

    function lifetime(PolicyView self) internal pure returns (uint256) {
        return uint64(_wordAt(self, 0) >> 64);
    }

    function approvalAbove(PolicyView self) internal pure returns (uint256) {
        return uint64(_wordAt(self, 0));
    }

    /// @return hours_ The length of a period.
    function period(PolicyView self) internal pure returns (uint256 hours_) {
        return _wordAt(self, TIMES_AT) >> 240;
    }

    function activeFrom(PolicyView self) internal pure returns (uint256) {
        return uint40(_wordAt(self, TIMES_AT) >> 200);
    }

    function activeUntil(PolicyView self) internal pure returns (uint256) {
        return uint40(_wordAt(self, TIMES_AT) >> 160);
    }

    function counterparties(PolicyView self) internal pure returns (bytes32) {
        return bytes32(_wordAt(self, COUNTERPARTIES_AT));
    }

    function categories(PolicyView self) internal pure returns (bytes32) {
        return bytes32(_wordAt(self, CATEGORIES_AT));
    }

    /// @dev The caller checks by the policy's length that it names a treasury.
    /// @return index The treasury's number with the principal.
    function treasury(PolicyView self) internal pure returns (uint32 index) {
        return uint32(_wordAt(self, TREASURY_AT) >> 224);
    }

    /// @return start The beginning of the running period, in hours since the epoch.
    function periodStart(PolicyView self) internal view returns (uint256 start) {
        uint256 hour = block.timestamp / 1 hours;
        return hour - (hour % self.period());
    }

    function _wordAt(PolicyView self, uint256 offset) private pure returns (uint256) {
        unchecked {
            return Calldata.wordAt(PolicyView.unwrap(self) + offset);
        }
    }
}
