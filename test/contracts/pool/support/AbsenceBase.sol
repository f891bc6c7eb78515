// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IJurorPool} from "../../../../contracts/interfaces/IJurorPool.sol";
import {VM} from "../../support/Vm.sol";
import {RoundBase} from "./RoundBase.sol";

/// @notice A stage on which the absence of a juror from a round is reported.
abstract contract AbsenceBase is RoundBase {
    uint96 internal constant TENTH = PENALTY / 10;

    /// @dev The seated jurors take seats in another pool, and a round before it has their panel.
    function _usePool(address other) internal {
        pool = IJurorPool(other);
        VM.warp(CONTEST - 1);
        _seatJurors(SEATED);
        VM.warp(CONTEST + 3 days);
        terms = _termsFor(other);
        dealId = keccak256(terms);
        escrow.open(terms, MILESTONE, panel, CONTEST);
    }

    /// @dev As `REPORTER`: juror `index` did not vote and has this seat.
    function _report(uint256 index, uint256 seat) internal {
        uint256[] memory positions = _list(_positionOf(index));
        VM.prank(REPORTER);
        pool.reportAbsence(terms, MILESTONE, panel, positions, _list(seat));
    }
}
