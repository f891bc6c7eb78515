// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IItems} from "../../../contracts/interfaces/IItems.sol";
import {IDeals} from "../../../contracts/interfaces/IDeals.sol";
import {VerdictGroup} from "../../../contracts/types/VerdictGroup.sol";
import {BatchBase, Judged} from "../batches/BatchBase.sol";
import {Amendment, TermsFixture} from "../support/TermsFixture.sol";
import {EACH_SCORE, OPENINGS, PACTS, REFERENCES, SALTS, Varying} from "../support/Varying.sol";
import {Vm, VM} from "../support/Vm.sol";

/// @notice The submitter that writes groups of any terms, whose items repeat any of the fields, to have one deal taken for
/// another. Each item is about the deal whose terms it completes, and about no other.
contract GroupMixerTest is BatchBase {
    /// @dev None of the deals was opened, so that each item is refused under its own id. The jurors signed ballots on
    /// exactly these ids: were one found wrong, their signatures would be refused.
    function testFuzz_EachItemIsAboutItsOwnDeal(uint256 seed, uint8 varies) external {
        TermsFixture memory common = _terms(seed);
        bool isBrief = varies & (PACTS | SALTS | OPENINGS | REFERENCES) == 0 && seed & 1 == 0;
        // Brief terms have no panel account, which a fee goes to.
        if (isBrief) common.verificationFee = 0;
        Judged[] memory items = new Judged[](1 + (seed % 5));
        uint256 quorum = (common.panel.length + 1) / 2;
        for (uint256 i = 0; i < items.length; ++i) {
            uint256 word = uint256(keccak256(abi.encode(seed, i)));
            uint16[] memory scores = new uint16[](quorum + ((seed >> 17) % quorum));
            for (uint256 j = 0; j < scores.length; ++j) {
                scores[j] = uint16((varies & EACH_SCORE == 0 ? word : word >> (16 * j)) % (FULL + 1));
            }
            items[i] = Judged(Varying.differing(common, varies, word), uint8(word >> 100), bytes32(word), scores);
        }
        VerdictGroup memory group = _group(items, varies);
        if (isBrief) group.terms = items[0].terms.brief();
        VM.recordLogs();
        quittance.submitVerdicts(_one(group), false);
        Vm.Log[] memory logs = VM.getRecordedLogs();
        VM.assertEq(logs.length, items.length, "one of each");
        for (uint256 i = 0; i < items.length; ++i) {
            bytes32 dealId = _dealId(items[i].terms);
            bytes memory reason = abi.encodeWithSelector(IDeals.Quittance_DealUnknown.selector, dealId);
            VM.assertEq(logs[i].topics[0], IItems.ItemRefused.selector, "refused");
            VM.assertEq(logs[i].data, abi.encode(i, reason), "under its own id");
        }
    }

    /// @return terms Of every form: with one milestone up to 32, one juror up to seven, with and without each part that only
    /// some terms have. No deal has to open by them.
    function _terms(uint256 seed) private view returns (TermsFixture memory terms) {
        uint256 word = uint256(keccak256(abi.encode(seed, "terms")));
        terms = _fixture();
        terms.destinations = uint8(word % 8);
        terms.verificationFee = uint96(word >> 20);
        terms.milestones = Varying.milestones(1 + ((word >> 3) % 32), word);
        (terms.passingScore, terms.payoutStep) = (uint16(word >> 30), uint16(word >> 50));
        terms.contestWindow = word & 16 == 0 ? 0 : uint32(word >> 60);
        terms.marketplaceFee = uint16(word >> 70);
        terms.panel = _panel(1 + 2 * ((word >> 80) % 4));
        (terms.verdictWindow, terms.silencePayout) = (uint32(word >> 90), uint16(word >> 95));
        (terms.marketplace, terms.panelAccount) = (address(uint160(word >> 2)), address(uint160(word >> 1)));
        (terms.arbiter, terms.rulingWindow, terms.bond) = (
            address(uint160(word >> 33)),
            uint32(word >> 120),
            uint96(word >> 130)
        );
        if (word & 128 != 0) terms.category = uint32(word >> 140) | 1;
        if (word & 256 != 0) terms.reference_ = bytes32(word);
        if (word & 512 != 0) terms.amends = Amendment(bytes32(word), uint96(word >> 8), uint32(word >> 9));
    }
}
