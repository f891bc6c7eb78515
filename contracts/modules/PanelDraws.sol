// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPanelSource} from "../interfaces/IJurorPool.sol";
import {ILedger} from "../interfaces/ILedger.sol";
import {IPanelDraws} from "../interfaces/IPanelDraws.sol";
import {IRounds} from "../interfaces/IRounds.sol";
import {Contest} from "../types/Contest.sol";
import {DrawnRound} from "../types/DrawnRound.sol";
import {MilestoneRecord} from "../types/MilestoneRecord.sol";
import {ROUND_2} from "../types/Round.sol";
import {AddressList} from "../libraries/AddressList.sol";
import {BondShares} from "../libraries/BondShares.sol";
import {PanelSource} from "../libraries/PanelSource.sol";
import {TermsView} from "../libraries/TermsView.sol";
import {ContestFacts} from "./ContestFacts.sol";

/// @dev The panel of round 2: a pool, whose every answer is checked, draws it.
abstract contract PanelDraws is ContestFacts, IPanelDraws {
    using AddressList for address[];

    /// @inheritdoc IPanelDraws
    function drawPanel(bytes calldata terms, uint8 milestone) external returns (bytes memory panel) {
        // Check: the terms are as long as their parts.
        (TermsView fields, bytes32 dealId) = _read(terms);
        // Check: the deal has that milestone, which is not settled.
        _liveMilestone(dealId, milestone);
        DrawnRound storage drawn = _rounds[dealId][milestone];
        MilestoneRecord storage record = _records[dealId][milestone];
        // Check: the milestone was contested, and is not before the arbiter.
        if (record.contests != 1) revert IRounds.Quittance_NoRound(dealId, milestone);
        // Check: no panel was drawn yet.
        if (drawn.panelHash != 0) revert Quittance_PanelAlreadyDrawn(dealId, milestone);
        // Check: the round has not ended.
        _requireRunning(fields, dealId, milestone);
        // Check: the caller, which is paid for the draw, can hold money.
        if (!_mayHold(msg.sender)) revert ILedger.Quittance_AddressRefused(msg.sender);
        // Check: the pool answers with a panel that can judge.
        panel = _askForPanel(fields, dealId, milestone, record.provisionalSince);
        // Effects
        drawn.panelHash = keccak256(panel);
        record.drawnAt = uint40(block.timestamp);
        emit PanelDrawn(dealId, milestone, panel);
        uint96 part = uint96(BondShares.drawersPart(fields.bond(), fields.jurors()));
        if (part == 0) return panel;
        _credit(msg.sender, part);
        emit DrawPaid(dealId, msg.sender, milestone, part);
    }

    /// @param since When the contested payout became provisional.
    /// @return panel What the pool drew, packed.
    function _askForPanel(
        TermsView terms,
        bytes32 dealId,
        uint256 milestone,
        uint256 since
    ) private view returns (bytes memory panel) {
        Contest memory contest = _contests[dealId][milestone][ROUND_2];
        uint256 jurors = terms.jurors();
        address[] memory excluded = _excluded(terms, jurors);
        address pool = terms.pool();
        (bool answered, address[] memory drawn) = PanelSource.draw(
            pool,
            abi.encodeCall(
                IPanelSource.draw,
                (dealId, milestone, since, contest.openedAt, contest.openedInBlock, jurors, excluded)
            )
        );
        // Check: the pool answered.
        if (!answered) revert Quittance_PoolSilent(pool);
        // Check: the number of jurors is odd and within its limits.
        if (drawn.length % 2 == 0 || drawn.length < jurors || drawn.length > 2 * jurors + 1) {
            revert Quittance_PanelRefused(pool);
        }
        panel = new bytes(0);
        address previous;
        for (uint256 i; i != drawn.length; ++i) {
            address juror = drawn[i];
            // Check: the juror is above the one before it, and is not excluded.
            if (juror <= previous || _includes(excluded, juror)) revert Quittance_PanelRefused(pool);
            panel = bytes.concat(panel, bytes20(juror));
            previous = juror;
        }
    }

    /// @return excluded The addresses that must not judge: those that the terms name. They are fixed when the terms are
    /// signed, so that nothing done after the contest changes the draw.
    function _excluded(TermsView terms, uint256 jurors) private pure returns (address[] memory excluded) {
        excluded = new address[](jurors + 6);
        (excluded[0], excluded[1], excluded[2]) = (terms.buyer(), terms.seller(), terms.pool());
        uint256 count = 3;
        for (uint256 i; i != jurors; ++i) excluded[count++] = terms.juror(i);
        address[3] memory optional = [terms.marketplace(), terms.panelAccount(), terms.arbiter()];
        for (uint256 i; i != optional.length; ++i) {
            if (optional[i] != address(0)) excluded[count++] = optional[i];
        }
        excluded.truncate(count);
    }

    function _includes(address[] memory accounts, address account) private pure returns (bool) {
        for (uint256 i; i != accounts.length; ++i) {
            if (accounts[i] == account) return true;
        }
        return false;
    }
}
