// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {KeyGrant} from "../../../contracts/types/Key.sol";
import {MilestoneRecord} from "../../../contracts/types/MilestoneRecord.sol";
import {TabState} from "../../../contracts/types/Tab.sol";
import {AccountUpdates} from "../../contracts/support/AccountUpdates.sol";
import {VM} from "../../contracts/support/Vm.sol";
import {Dice} from "./Dice.sol";
import {ClockActions} from "./ClockActions.sol";
import {GhostDeal, GhostMilestone, Phase} from "./Model.sol";
import {Voucher} from "./TabActions.sol";

/// @notice Everybody at once: each function is one bounded random act of somebody, made from one fuzzed word.
abstract contract Actors is ClockActions {
    /// @dev The salt of the latest withdrawal that empties a balance out; above all that the actions take.
    uint64 private _emptyings = 1 << 32;

    /// @notice Does what a milestone's state asks for next, at the second where it becomes possible or stops to be.
    function progress(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _pick(dice);
        if (!found) return;
        if (dice.oneIn(3)) _toBoundary(dice, deal, milestone);
        _advance(dice, deal, milestone);
    }

    /// @notice The same for a milestone that is contested already, if there is one among the latest deals: later
    /// rounds are reached by many steps, each of which has little time.
    function escalate(uint256 seed) external {
        Dice memory dice = Dice(seed);
        (bool found, uint256 deal, uint256 milestone) = _seekContested(dice);
        if (!found) return;
        if (dice.oneIn(4)) _toBoundary(dice, deal, milestone);
        _advance(dice, deal, milestone);
    }

    function _seekContested(Dice memory dice) private view returns (bool found, uint256 deal, uint256 milestone) {
        uint256 count = _deals.length;
        for (uint256 back = 1; back <= 8 && back <= count; ++back) {
            deal = count - back;
            uint256 milestones = _deals[deal].fixture.milestones.length;
            for (uint256 i = 0; i < milestones && i < 5; ++i) {
                GhostMilestone storage ghost = _milestones[deal][i];
                if (ghost.contests == 0 || dice.oneIn(4)) continue;
                // After the verdict that settled it, ballots of round 2 still come in.
                if (ghost.phase == Phase.Settled && _round2IsOver(deal, i)) continue;
                return (true, deal, i);
            }
        }
    }

    /// @notice Every account and every deal, not only what the last call touched.
    function auditEverything() external {
        for (uint256 i = 0; i < _holders.length; ++i) _auditAccount(_holders[i]);
        for (uint256 i = 0; i < _deals.length; ++i) {
            _auditState(i);
            _auditRating(i);
            for (uint256 j = 0; j < _deals[i].fixture.milestones.length; ++j) {
                _auditRecord(i, j);
                _auditSplit(i, j);
            }
        }
        for (uint256 i = 0; i < _opened.length; ++i) {
            _auditBudget(_opened[i]);
            _auditIdentity(_opened[i]);
        }
        for (uint256 i = 0; i < _principals.length; ++i) _auditPrincipal(_principals[i]);
        for (uint256 i = 0; i < _tabs.length; ++i) _auditTab(i);
        _auditHeld();
        _recount();
    }

    function _recount() internal override {
        (uint256 owed, uint256 held) = books();
        _hold(
            owed == held,
            1,
            "balances, unclaimed payouts, unsettled money, bonds, reserves and uninvited tokens are not what is held"
        );
    }

    /// @return owed What the contract itself says it owes to anybody, with what came in uninvited.
    /// @return held What the token says the contract holds.
    function books() public view returns (uint256 owed, uint256 held) {
        for (uint256 i = 0; i < _holders.length; ++i) {
            owed += quittance.balanceOf(_holders[i]);
            owed += quittance.unclaimedPayoutOf(_holders[i]);
        }
        for (uint256 i = 0; i < _deals.length; ++i) {
            (, , uint96 unsettled, , uint32 recorded) = quittance.dealOf(_deals[i].id);
            owed += unsettled + _bondsHeld(_deals[i], recorded);
        }
        for (uint256 i = 0; i < _tabs.length; ++i) {
            TabState memory state = quittance.tabOf(_tabs[i].id);
            if (!state.closed) owed += _tabs[i].tab.reserve - state.redeemed;
        }
        owed += _uninvited;
        held = usdc.balanceOf(address(quittance));
    }

    /// @return held What the contract itself says it holds of a deal's bonds.
    function _bondsHeld(GhostDeal storage deal, uint256 recorded) private view returns (uint256 held) {
        uint256 bond = deal.fixture.bond;
        for (uint256 i = 0; i < 32 && recorded >> i != 0; ++i) {
            if ((recorded >> i) & 1 == 0) continue;
            MilestoneRecord memory record = quittance.milestoneOf(deal.id, uint8(i));
            held += bond * record.contests;
            if (record.released & 2 != 0) held -= bond;
            if (record.released & 1 != 0) held -= bond;
            else if (record.drawnAt != 0) held -= bond / (2 * deal.fixture.panel.length + 2);
        }
    }

    /// @notice Every account is frozen, every key revoked. Payees still redeem. Then everybody else is gone, and the
    /// token pays no one: whom each state protects ends it alone, within the bound that follows from the terms; bonds
    /// go where they go, and what tabs have reserved returns. Then the token relents, and all balances are emptied by
    /// their owners.
    function endEverything() external {
        _earnest = true;
        for (uint256 i = 0; i < _opened.length; ++i) _cutOff(_opened[i]);
        for (uint256 i = 0; i < _tabs.length; ++i) _lastVoucher(i);
        if (!_paused) usdc.pause();
        _paused = true;
        uint256 bound = _latestEndOfAll();
        if (bound > block.timestamp) VM.warp(bound);
        for (uint256 i = 0; i < _deals.length; ++i) {
            for (uint256 j = 0; j < _deals[i].fixture.milestones.length; ++j) this.exit(i, j);
            (, , uint96 unsettled, , ) = quittance.dealOf(_deals[i].id);
            _hold(unsettled == 0, 13, "a deal has money left after every exit");
        }
        _hold(_bonds == 0, 16, "a bond is left after every exit");
        for (uint256 i = 0; i < _tabs.length; ++i) this.close(i);
        _hold(_reserved == 0, 22, "a reserve is left when every tab is over");
        usdc.unpause();
        _paused = false;
        if (_listed[address(quittance)]) usdc.unBlacklist(address(quittance));
        if (_listed[_relayer]) usdc.unBlacklist(_relayer);
        _listed[_relayer] = false;
        for (uint256 i = 0; i < _holders.length; ++i) _emptyOut(_holders[i]);
        _hold(usdc.balanceOf(address(quittance)) == _uninvited, 1, "money stays behind when everybody has left");
        ++done["endEverything"];
    }

    /// @dev External, so that it reads the clock after the warp.
    function exit(uint256 deal, uint256 milestone) external {
        require(msg.sender == address(this));
        Dice memory dice = Dice(deal * 32 + milestone);
        Phase phase = _milestones[deal][milestone].phase;
        if (phase == Phase.Pending) _reclaim(dice, deal, milestone);
        else if (phase != Phase.Settled) _settle(dice, deal, milestone, _stranger);
        _hold(_milestones[deal][milestone].phase == Phase.Settled, 13, "an exit was shut");
        for (uint8 round = 2; round < 4; ++round) {
            // The one wrong panel in ten that a release is tried with is refused; the next is right.
            for (uint256 i = 0; i < 8 && _contests[deal][milestone][round].held; ++i) {
                _releaseBond(dice, deal, milestone, round);
            }
        }
    }

    /// @dev External, so that it reads the clock after the warp.
    function close(uint256 tab) external {
        require(msg.sender == address(this));
        if (!_tabs[tab].closed) _closeTab(Dice(tab), tab, false);
        _hold(_tabs[tab].closed, 22, "a tab that is over was not closed");
    }

    /// @dev By who controls it: no key is left, and nothing may be committed.
    function _cutOff(address account) private {
        address[] memory accounts = new address[](1);
        accounts[0] = account;
        KeyGrant[] memory none = new KeyGrant[](_agents.length + _controllers.length);
        for (uint256 i = 0; i < none.length; ++i) {
            none[i].key = i < _agents.length ? _agents[i] : _controllers[i - _agents.length];
            delete _grants[account][none[i].key];
        }
        VM.startPrank(_controllerOf(account));
        quittance.updateAccounts(AccountUpdates.keys(account, none));
        quittance.freeze(accounts);
        VM.stopPrank();
        _accountOf[account].frozen = true;
    }

    /// @dev For everything that is left of a tab, if it lives.
    function _lastVoucher(uint256 tab) private {
        Dice memory dice = Dice(tab);
        Voucher[] memory vouchers = new Voucher[](1);
        vouchers[0] = _signedVoucher(dice, tab, type(uint96).max, 0);
        _redeem(dice, vouchers);
    }

    /// @dev What a milestone does next, no matter who has to do it.
    function _advance(Dice memory dice, uint256 deal, uint256 milestone) internal {
        this.advance(dice.roll(type(uint256).max), deal, milestone);
    }

    /// @dev External, so that it reads the clock after the warp.
    function advance(uint256 seed, uint256 deal, uint256 milestone) external {
        require(msg.sender == address(this));
        Dice memory dice = Dice(seed);
        Phase phase = _milestones[deal][milestone].phase;
        uint256 choice = dice.roll(4);
        if (phase == Phase.Pending) {
            if (choice == 0) _deliver(dice, deal, milestone);
            else if (choice == 1) _reclaim(dice, deal, milestone);
            else _judge(dice, deal, milestone);
        } else if (phase == Phase.Round2 && choice != 0) {
            if (_milestones[deal][milestone].panel.length == 0) _draw(dice, deal, milestone);
            else _record(dice, deal, milestone);
        } else if (_milestones[deal][milestone].round == 2 && (choice == 1 || phase == Phase.Settled)) {
            _record(dice, deal, milestone);
        } else if (phase == Phase.Ruling && choice < 2) {
            _rule(dice, deal, milestone);
        } else if (phase == Phase.Delivered && choice == 1) {
            _judge(dice, deal, milestone);
        } else if (phase < Phase.Ruling && choice > 1) {
            _contest(dice, deal, milestone);
        } else {
            _settle(dice, deal, milestone, _relayer);
        }
    }

    function _auditSplit(uint256 deal, uint256 milestone) private {
        uint256 toSeller = _milestones[deal][milestone].toSeller;
        uint256 toBuyer = _milestones[deal][milestone].toBuyer;
        uint256 settlements = _milestones[deal][milestone].settlements;
        bool settled = _milestones[deal][milestone].phase == Phase.Settled && !_milestones[deal][milestone].moved;
        _hold(settlements == (settled ? 1 : 0), 4, "a milestone settled more than once");
        if (settled) _hold(toSeller + toBuyer == _amount(deal, milestone), 5, "the parts are not the amount");
    }

    function _latestEndOfAll() private view returns (uint256 latest) {
        for (uint256 i = 0; i < _deals.length; ++i) {
            for (uint256 j = 0; j < _deals[i].fixture.milestones.length; ++j) {
                uint256 end = _latestEnd(_deals[i].fixture, j);
                if (end > latest) latest = end;
            }
        }
        for (uint256 i = 0; i < _tabs.length; ++i) if (_lastCall(i) > latest) latest = _lastCall(i);
    }

    function _emptyOut(address account) private {
        if (_listed[account]) usdc.unBlacklist(account);
        uint256 before = usdc.balanceOf(account);
        uint256 refused = quittance.unclaimedPayoutOf(account);
        uint96 balance = quittance.balanceOf(account);
        if (refused != 0) quittance.claimPayout(account);
        if (balance != 0 && _isOpened(account)) {
            VM.prank(_controllerOf(account));
            quittance.withdrawFrom(account, _relayer, balance, ++_emptyings);
            return;
        }
        if (balance != 0 && !_takesMoney(account)) {
            // An address of the form of an account that no one opened is paid nothing. Its balance is.
            VM.prank(account);
            quittance.withdraw(_relayer, balance, ++_emptyings);
            return;
        }
        if (balance != 0) {
            VM.prank(account);
            quittance.withdraw(account, balance, ++_emptyings);
        }
        _hold(
            usdc.balanceOf(account) == before + balance + refused,
            18,
            "an unclaimed payout did not reach its account"
        );
    }
}
